import type { FingerprintRecord } from '../../src/domain/fingerprint.ts';
import type { DatasetKey, ExperimentKey, Hash, RunKey } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import { nextRevision, type Revised, revisionOf, withRevision } from '../../src/domain/revision.ts';
import { toTold } from '../../src/domain/told-records.ts';
import type { OtherFacts } from './model-texts.ts';

/** What a reader knows besides runs. */
interface OtherRecords extends OtherFacts {
  readonly experiments: ReadonlyMap<ExperimentKey, ExperimentRecord>;
  readonly unknownDatasets: Set<DatasetKey>;
}

/**
 * Runs of which something else is to be said because of what has come besides runs; null where that is not clear.
 * Experiments matter only where versions of a run name several: those are `namedApart`.
 */
export function touchedRuns(
  now: OtherRecords,
  then: OtherRecords,
  namedApart: ReadonlySet<ExperimentKey>,
): ReadonlySet<RunKey> | null {
  for (const experiment of namedApart)
    if (isStandIn(now.experiments.get(experiment)) !== isStandIn(then.experiments.get(experiment)))
      return null;
  for (const key of changedKeys(now.datasets, then.datasets))
    if (then.datasets.has(key) || then.unknownDatasets.has(key)) return null;
  const touched = new Set<RunKey>();
  for (const key of changedKeys(now.loggedModels, then.loggedModels))
    for (const { loggedModels } of [now, then]) {
      const run = loggedModels.get(key)?.sourceRun;
      if (run) touched.add(run);
    }
  for (const key of changedKeys(now.modelVersions, then.modelVersions))
    for (const { modelVersions } of [now, then]) {
      const run = modelVersions.get(key)?.run;
      if (run) touched.add(run);
    }
  return touched;
}

/** The later update wins, then the later telling; of what was told at once the larger text, the same on every device. */
export function putNewer<
  K,
  V extends Revised & { readonly kind: string; readonly updatedMs?: number | null },
>(map: Map<K, V>, key: K, value: V): void {
  const there = map.get(key);
  const later =
    there &&
    ((value.updatedMs ?? 0) - (there.updatedMs ?? 0) ||
      revisionOf(value) - revisionOf(there) ||
      (JSON.stringify(value) > JSON.stringify(there) ? 1 : 0));
  if (later === undefined || later > 0) map.set(key, value);
}

/** The same data shown twice is one fingerprint, taken when it was first. */
export function putFirst(map: Map<Hash, FingerprintRecord>, record: FingerprintRecord): void {
  const there = map.get(record.key);
  if (!there || record.takenMs < there.takenMs) map.set(record.key, record);
}

export function putExperiment(map: Map<ExperimentKey, ExperimentRecord>, record: ExperimentRecord): void {
  const there = map.get(record.key);
  const more = there ? knowledgeOf(record) - knowledgeOf(there) : 0;
  if (more > 0) map.set(record.key, record);
  else if (more === 0) putNewer(map, record.key, record);
}

/** Where nothing says when it was made, that was not known yet: a study has its time by its first trial. */
function knowledgeOf(record: ExperimentRecord): number {
  return isStandIn(record) ? 0 : record.createdMs === null ? 1 : 2;
}

/** What is told now comes after what is stored, as long as it was not updated before that. */
export function putLiveExperiment(map: Map<ExperimentKey, ExperimentRecord>, record: ExperimentRecord): void {
  const there = map.get(record.key);
  if (there && toTold(there).text === toTold(record).text) return;
  putExperiment(map, there ? withRevision(record, nextRevision([there])) : record);
}

/** Readers make up an experiment, called like its id, for runs that were dropped without theirs. */
export function isStandIn(experiment: ExperimentRecord | undefined): boolean {
  return experiment === undefined || experiment.name === experiment.id;
}

/** Of itself it tells nothing but what it is called: it is there by its runs. */
export function isNameOnly(experiment: ExperimentRecord): boolean {
  const { id, createdMs, updatedMs, artifactLocation, tags } = experiment;
  if (isStandIn(experiment)) return true;
  return (
    id === '' && createdMs === null && updatedMs === null && artifactLocation === '' && tags.length === 0
  );
}

/** Keys under which the maps hold different records. */
function* changedKeys<K>(now: ReadonlyMap<K, unknown>, then: ReadonlyMap<K, unknown>): Generator<K> {
  for (const [key, record] of now) {
    const there = then.get(key);
    if (there !== record && JSON.stringify(there) !== JSON.stringify(record)) yield key;
  }
  for (const key of then.keys()) if (!now.has(key)) yield key;
}
