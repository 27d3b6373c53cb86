import type { ModelVersion, RegistryView } from '../../domain/registry/registry-view.ts';

/** A stage, or an alias with its '@'. */
export type DatedSubject = { readonly kind: 'stage' | 'alias'; readonly name: string };

export interface DatedHolder {
  readonly version: ModelVersion;
  /** When it came there; null where that is not recorded. */
  readonly sinceMs: number | null;
  /** Came there by hand here, with this reason; '' where none was given or the source does not say. */
  readonly why: string;
}

export interface DatedAnswer {
  /** false where the model was not there yet. */
  readonly isModelThere: boolean;
  /** Greatest number first. */
  readonly holders: readonly DatedHolder[];
  /**
   * Versions that were there, of which only the stage or alias they were imported with is known: they may have held
   * this one at that moment without a trace.
   */
  readonly unknown: readonly ModelVersion[];
}

/** What a stage or alias meant at a moment, by the registry as it was then; `atMs` null for now. */
export function datedAnswer(
  past: RegistryView,
  atMs: number | null,
  model: string,
  subject: DatedSubject,
): DatedAnswer {
  const found = past.models.find(({ name, deleted }) => name === model && !deleted);
  if (!found) return { isModelThere: false, holders: [], unknown: [] };
  const versions = found.versions.filter(({ deleted }) => !deleted);
  const changes = past.history.filter((entry) => entry.model === model && entry.client !== null);
  const lastChange = (version: ModelVersion) =>
    changes.findLast(
      (entry) =>
        entry.what === subject.kind &&
        (subject.kind === 'stage' ? entry.version === version.number : entry.key === subject.name),
    );
  const holds = (version: ModelVersion) =>
    subject.kind === 'stage' ? version.stage === subject.name : version.aliases.includes(subject.name);
  const holders = versions.filter(holds).map((version) => {
    // The last line is another one where a clock was set back.
    const change =
      subject.kind === 'stage'
        ? changes.find(
            ({ what, version: number, to, atMs: sinceMs }) =>
              what === 'stage' &&
              number === version.number &&
              to === subject.name &&
              sinceMs === version.stageSinceMs,
          )
        : lastChange(version);
    const sinceMs = subject.kind === 'stage' ? version.stageSinceMs : (change?.atMs ?? null);
    return { version, sinceMs, why: change?.why ?? '' };
  });
  // A stage was what it was imported with from the version's last change on; aliases leave no time at all.
  const isUndated = (version: ModelVersion) =>
    atMs !== null &&
    version.origin === 'imported' &&
    !holds(version) &&
    lastChange(version) === undefined &&
    (subject.kind === 'alias' ||
      (version.stageSinceMs === null && (version.updatedMs === null || version.updatedMs > atMs)));
  return { isModelThere: true, holders, unknown: versions.filter(isUndated) };
}
