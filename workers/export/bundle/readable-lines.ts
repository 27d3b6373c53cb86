import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { WorkspaceEdits } from '../../../src/domain/edits.ts';
import type { ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { DatasetRecord, ExperimentRecord, LoggedModelRecord } from '../../../src/domain/records.ts';
import type { RegisteredModel } from '../../../src/domain/registry/registry-view.ts';
import { withRevision } from '../../../src/domain/revision.ts';
import type { ArtifactEntry, Pair, StoredRun } from '../../../src/domain/run.ts';

/**
 * Lines for people and other programs, with edits over what was imported: one JSON object each, members in the order
 * of the alphabet, NaN and the infinities as text. Cairn itself reads none of them.
 */

export function experimentLine(record: ExperimentRecord, note: string | undefined): string {
  const { kind: _, key, tags, ...rest } = withRevision(record, 0);
  return canonicalJson({ experiment: key, ...rest, tags: toObject(tags), note });
}

/** How a run stands on the screens. */
export interface ShownRun {
  readonly name: string;
  readonly deleted: boolean;
  readonly experiment: string;
  readonly experimentName: string;
  readonly edits: WorkspaceEdits['runs'] extends ReadonlyMap<RunKey, infer Edits> ? Edits | undefined : never;
  readonly datasets: ReadonlyMap<string, DatasetRecord>;
}

export function runLine(run: StoredRun, shown: ShownRun): string {
  const { edits } = shown;
  const tags = new Map(run.tags);
  for (const [key, value] of Object.entries(edits?.tags ?? {}))
    if (value === null) tags.delete(key);
    else tags.set(key, value);
  const { key, status, startMs, endMs, user, source, parent, artifactUri, origin, models } = run;
  return canonicalJson({
    run: key,
    name: shown.name,
    experiment: shown.experiment,
    experimentName: shown.experimentName,
    ...{ status, startMs, endMs, user, source, parent, artifactUri, origin, models },
    deleted: shown.deleted,
    starred: edits?.starred ?? false,
    archived: edits?.archived ?? false,
    colour: edits?.colour,
    alsoIn: edits?.alsoIn,
    note: edits?.note,
    params: toObject(run.params),
    tags: toObject([...tags]),
    metrics: run.series.map(({ parts: _, fingerprint: __, ...series }) => series),
    datasets: run.datasets.map(({ dataset, context }) => {
      const known = shown.datasets.get(dataset);
      return { dataset, context, name: known?.name, digest: known?.digest };
    }),
  });
}

export function datasetLine({ kind: _, key, ...rest }: DatasetRecord): string {
  return canonicalJson({ dataset: key, ...rest });
}

export function loggedModelLine(record: LoggedModelRecord): string {
  const { kind: _, key, params, tags, ...rest } = withRevision(record, 0);
  return canonicalJson({ loggedModel: key, ...rest, params: toObject(params), tags: toObject(tags) });
}

export function registryLine({ tags, versions, ...rest }: RegisteredModel): string {
  const plain = versions.map((version) => ({ ...version, tags: toObject(version.tags) }));
  return canonicalJson({ ...rest, tags: toObject(tags), versions: plain });
}

export function artifactLine(
  owner: RunKey | ModelKey,
  { path, sizeBytes }: ArtifactEntry,
  sha256: string | null,
): string {
  return canonicalJson({ owner, path, sizeBytes, sha256 });
}

/** Edits by what they are about, each a list: keys of people may be any text. */
export function editsJson(edits: WorkspaceEdits): string {
  const list = <K extends string, V extends object>(of: string, map: ReadonlyMap<K, V>) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ [of]: key, ...value }));
  const plain = {
    runs: list('run', edits.runs),
    experiments: list('experiment', edits.experiments),
    collections: list('collection', edits.collections),
    views: list('view', edits.views),
    rules: list('rule', edits.rules),
    alertRules: list('alertRule', edits.alertRules),
    acknowledged: [...edits.acknowledged]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([alert, atMs]) => ({ alert, atMs })),
    directions: [...edits.directions].map(([metric, better]) => ({ metric, better })),
    fingerprints: [...edits.fingerprints].map(([dataset, hashes]) => ({ dataset, hashes })),
    stages: edits.stages,
    registry: edits.registry.map(({ client: _, ...event }) => event),
  };
  return `${JSON.stringify(JSON.parse(canonicalJson(plain)), null, 2)}\n`;
}

/** Own members whatever the keys are called. */
function toObject(pairs: readonly Pair[]): object {
  return Object.fromEntries(pairs);
}
