import type { PointColumns } from '../../src/base/columns.ts';
import {
  type DatasetKey,
  type ExperimentKey,
  type Hash,
  type MetricKey,
  type ModelKey,
  type RunKey,
  toRunKey,
} from '../../src/domain/ids.ts';
import { type DividedSeries, mergeArtifacts, mergeRunVersions } from '../../src/domain/merge-runs.ts';
import { joinColumns, viewPart } from '../../src/domain/packed-points.ts';
import type {
  DatasetRecord,
  ExperimentRecord,
  FactRecord,
  LoggedModelRecord,
  ModelVersionRecord,
  RegisteredModelRecord,
} from '../../src/domain/records.ts';
import type { ArtifactEntry, SeriesPart, StoredRun } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { unitePoints } from '../../src/domain/unite-points.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { parseRecordLines, parseRecordsAbout } from '../../src/storage/record-lines.ts';
import type { LoadedPoints } from './series-cache.ts';

/** Reads the committed facts of a workspace and merges what several imports told of the same thing. */
export class FactReader {
  readonly experiments = new Map<ExperimentKey, ExperimentRecord>();
  readonly datasets = new Map<DatasetKey, DatasetRecord>();
  readonly loggedModels = new Map<ModelKey, LoggedModelRecord>();
  readonly registeredModels = new Map<string, RegisteredModelRecord>();
  readonly modelVersions = new Map<string, ModelVersionRecord>();
  private readonly runPacks = new Map<RunKey, Hash[]>();
  private readonly artifactPacks = new Map<string, Hash[]>();
  private readonly store: FactStore;
  private readonly packOrder: Hash[] = [];
  private readonly otherPacks: Hash[] = [];
  private readonly keysIn = new Map<Hash, readonly string[]>();
  /** A pack could not be read: what is known of the runs is not all there is. */
  private isIncomplete = false;
  private readonly divided = new Map<RunKey, readonly DividedSeries[]>();

  constructor(store: FactStore) {
    this.store = store;
  }

  /** Everything but runs; `forEachRun` comes after it. */
  async load(): Promise<void> {
    const seen = new Set<Hash>();
    for (const row of await this.store.listImports()) {
      for (const pack of await this.store.loadPackIndexes(row.packs)) {
        if (seen.has(pack.hash)) continue;
        seen.add(pack.hash);
        if (pack.holds === 'others') {
          this.otherPacks.push(pack.hash);
          await this.loadOthers(pack.hash);
        } else addAll(pack.holds === 'runs' ? this.runPacks : this.artifactPacks, pack.keys, pack.hash);
        if (pack.holds === 'runs') {
          this.packOrder.push(pack.hash);
          this.keysIn.set(pack.hash, pack.keys);
        }
      }
    }
  }

  /** Each run once, merged from its versions, with the packs that tell of it. Holds one pack, and runs half told. */
  async forEachRun(visit: (run: StoredRun, packs: readonly Hash[]) => void): Promise<void> {
    const several = new Map<RunKey, StoredRun[]>();
    for (const hash of this.packOrder) {
      for (const record of await this.loadRecords(hash)) {
        if (record.kind !== 'run') continue;
        const packs = this.runPacks.get(record.key)!;
        if (packs.length === 1) {
          visit(record, packs);
          continue;
        }
        const versions = several.get(record.key) ?? [];
        versions.push(record);
        several.set(record.key, versions);
        if (versions.length < packs.length) continue;
        several.delete(record.key);
        visit(await this.merge(versions), packs);
      }
    }
    // A version whose pack is damaged does not hide the others.
    for (const [key, versions] of several) visit(await this.merge(versions), this.runPacks.get(key)!);
  }

  /**
   * Visits the runs that came since another reader of this workspace visited all of its own. False, and nothing
   * visited, when more has changed than that: then `forEachRun` tells everything.
   */
  async forEachNewRun(
    before: FactReader,
    visit: (run: StoredRun, packs: readonly Hash[]) => void,
  ): Promise<boolean> {
    const added = this.packsSince(before);
    if (!added) return false;
    const records: FactRecord[] = [];
    for (const hash of added) records.push(...(await this.loadRecords(hash)));
    if (this.isIncomplete) return false;
    for (const record of records)
      if (record.kind === 'run') visit(record, this.runPacks.get(record.key) ?? []);
    for (const [run, series] of before.divided) this.divided.set(run, series);
    return true;
  }

  /** Packs of runs that are new, each told of by one pack; null when something else has changed as well. */
  private packsSince(before: FactReader): readonly Hash[] | null {
    const known = new Set(before.packOrder);
    const added = this.packOrder.filter((hash) => !known.has(hash));
    const isGrown =
      !before.isIncomplete &&
      this.packOrder.length === known.size + added.length &&
      this.otherPacks.join() === before.otherPacks.join();
    const isNew = (key: string) => this.runPacks.get(toRunKey(key))?.length === 1;
    return isGrown && added.every((hash) => this.keysIn.get(hash)?.every(isNew)) ? added : null;
  }

  /** A run's full record, or null when its packs are gone. */
  async run(key: RunKey): Promise<StoredRun | null> {
    const versions: StoredRun[] = [];
    for (const hash of new Set(this.runPacks.get(key) ?? [])) {
      for (const record of await this.loadRecordsAbout(key, hash)) {
        if (record.kind === 'run' && record.key === key) versions.push(record);
      }
    }
    return versions.length === 0 ? null : this.merge(versions);
  }

  async artifacts(owner: RunKey | ModelKey): Promise<readonly ArtifactEntry[]> {
    const versions: (readonly ArtifactEntry[])[] = [];
    for (const hash of new Set(this.artifactPacks.get(owner) ?? [])) {
      for (const record of await this.loadRecordsAbout(owner, hash)) {
        if (record.kind === 'artifacts' && record.owner === owner) versions.push(record.entries);
      }
    }
    return mergeArtifacts(versions);
  }

  /** All points of a series of a merged run that are in this browser, and the packs that are not. */
  async points(run: StoredRun, metric: MetricKey): Promise<LoadedPoints> {
    const series = run.series.find((candidate) => candidate.key === metric);
    const divided = this.divided.get(run.key)?.find((candidate) => candidate.key === metric);
    const parts = divided ? divided.versions.flat() : (series?.parts ?? []);
    const packs = [...new Set(parts.map((part) => part.pack))];
    const isHere = await this.store.has(packs);
    const columns = await (divided ? this.unite(divided) : this.loadParts(parts));
    return { columns, missing: packs.filter((_, index) => !isHere[index]) };
  }

  private async merge(versions: readonly StoredRun[]): Promise<StoredRun> {
    const { run, divided } = mergeRunVersions(versions, (key) => !isStandIn(this.experiments.get(key)));
    if (divided.length === 0) return run;
    this.divided.set(run.key, divided);
    const united = new Map<MetricKey, PointColumns>();
    for (const series of divided) united.set(series.key, await this.unite(series));
    const series = run.series.map((one) => {
      const points = united.get(one.key);
      return points ? { ...summariseSeries(one.key, points), parts: one.parts } : one;
    });
    return { ...run, series };
  }

  private async unite(divided: DividedSeries): Promise<PointColumns> {
    return unitePoints(await Promise.all(divided.versions.map((parts) => this.loadParts(parts))));
  }

  private async loadParts(parts: readonly SeriesPart[]): Promise<PointColumns> {
    const chunks = await this.store.loadChunks(parts.map((part) => part.pack));
    const views: PointColumns[] = [];
    for (const [index, part] of parts.entries()) {
      const chunk = chunks[index];
      const view = chunk ? viewPart(chunk, part) : null;
      if (view) views.push(view);
    }
    return joinColumns(views);
  }

  private async loadRecords(hash: Hash): Promise<readonly FactRecord[]> {
    const bytes = await this.store.loadChunk(hash);
    if (!bytes) this.isIncomplete = true;
    return bytes ? parseRecordLines(bytes) : [];
  }

  private async loadRecordsAbout(key: string, hash: Hash): Promise<readonly FactRecord[]> {
    const bytes = await this.store.loadChunk(hash);
    return bytes ? parseRecordsAbout(key, bytes) : [];
  }

  private async loadOthers(hash: Hash): Promise<void> {
    for (const record of await this.loadRecords(hash)) this.addOther(record);
  }

  private addOther(record: FactRecord): void {
    switch (record.kind) {
      case 'experiment':
        putExperiment(this.experiments, record);
        return;
      case 'dataset':
        putNewer(this.datasets, record.key, record);
        return;
      case 'logged-model':
        putNewer(this.loggedModels, record.key, record);
        return;
      case 'registered-model':
        putNewer(this.registeredModels, record.name, record);
        return;
      case 'model-version':
        putNewer(this.modelVersions, `${record.model}\n${record.version}`, record);
        return;
      default:
    }
  }
}

/** The later update wins; where sources keep no time of update, the larger text does, the same on every device. */
function putNewer<K, V extends { readonly kind: string; readonly updatedMs?: number | null }>(
  map: Map<K, V>,
  key: K,
  value: V,
): void {
  const there = map.get(key);
  const newer =
    !there ||
    (value.updatedMs ?? 0) > (there.updatedMs ?? 0) ||
    ((value.updatedMs ?? 0) === (there.updatedMs ?? 0) && JSON.stringify(value) > JSON.stringify(there));
  if (newer) map.set(key, value);
}

function putExperiment(map: Map<ExperimentKey, ExperimentRecord>, record: ExperimentRecord): void {
  const there = map.get(record.key);
  if (there && isStandIn(there) !== isStandIn(record)) {
    if (isStandIn(there)) map.set(record.key, record);
  } else putNewer(map, record.key, record);
}

/** Readers make up an experiment, called like its id, for runs that were dropped without theirs. */
export function isStandIn(experiment: ExperimentRecord | undefined): boolean {
  return experiment === undefined || experiment.name === experiment.id;
}

function addAll(index: Map<string, Hash[]>, keys: readonly string[], hash: Hash): void {
  for (const key of keys) {
    const hashes = index.get(key);
    if (hashes) hashes.push(hash);
    else index.set(key, [hash]);
  }
}
