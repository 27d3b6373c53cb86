import type { VersionRef } from '../ids.ts';
import type { ModelVersionRecord, RegisteredModelRecord } from '../records.ts';
import type { ModelDraft } from './registry-drafts.ts';

/** Two stores may have a model of one name, with other versions under the same numbers. Nothing of them is lost. */

/** In order: those that have their number first, and later ones with a number that another store has given. */
export function splitByNumber(
  versions: readonly ModelVersionRecord[],
): readonly [ModelVersionRecord[], ModelVersionRecord[]] {
  const ordered = [...versions].sort(
    (a, b) => compare(a.model, b.model) || a.version - b.version || timeOf(a.createdMs) - timeOf(b.createdMs),
  );
  const isFirst = (record: ModelVersionRecord, at: number): boolean => {
    const before = ordered[at - 1];
    return before?.model !== record.model || before.version !== record.version;
  };
  return [ordered.filter(isFirst), ordered.filter((record, at) => !isFirst(record, at))];
}

/** The version that a store means by a number: of those with it the first that is not older than the store's model. */
export function aliasTarget(
  model: ModelDraft,
  number: number,
  record: RegisteredModelRecord,
): VersionRef | undefined {
  const named = [...model.versions.values()].filter(
    (version) => version.origin === 'imported' && (version.askedNumber ?? version.number) === number,
  );
  named.sort((a, b) => timeOf(a.createdMs) - timeOf(b.createdMs));
  return (named.find(({ createdMs }) => timeOf(createdMs) >= timeOf(record.createdMs)) ?? named[0])?.ref;
}

/** What has no time is older than everything. */
export function timeOf(ms: number | null): number {
  return ms ?? 0;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
