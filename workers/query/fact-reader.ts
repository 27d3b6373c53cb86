import type { PointColumns } from '../../src/base/columns.ts';
import type { FingerprintRecord } from '../../src/domain/fingerprint.ts';
import {
  type DatasetKey,
  type ExperimentKey,
  type Hash,
  importedVersion,
  type MetricKey,
  type ModelKey,
  type RunKey,
  toRunKey,
} from '../../src/domain/ids.ts';
import {
  continues,
  type DividedSeries,
  mergeArtifacts,
  mergeRunVersions,
  type ToldArtifacts,
} from '../../src/domain/merge-runs.ts';
import { joinColumns } from '../../src/domain/packed-points.ts';
import type {
  DatasetRecord,
  ExperimentRecord,
  FactRecord,
  LoggedModelRecord,
  ModelVersionRecord,
  RegisteredModelRecord,
} from '../../src/domain/records.ts';
import type { ArtifactEntry, StoredRun, StoredSeries } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { unitePoints } from '../../src/domain/unite-points.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { parseRecordLines, parseRecordsAbout, parseRecordsAboutAny } from '../../src/storage/record-lines.ts';
import type { StoredPackIndex } from '../../src/storage/workspace-db.ts';
import { BlockKeeper } from './block-keeper.ts';
import { type PackBlock, readBlocks } from './block-reader.ts';
import type { LiveVersions } from './live/live-runs.ts';
import { tailOf } from './live/live-series.ts';
import { type LoadChunks, loadSeriesPoints, noteMissing } from './load-points.ts';
import { makeRunBlock } from './make-run-block.ts';
import {
  isStandIn,
  putExperiment,
  putFirst,
  putLiveExperiment,
  putNewer,
  touchedRuns,
} from './newest-records.ts';
import type { RunBlock } from './run-block.ts';
import type { LoadedPoints } from './series-cache.ts';

/** Merged runs are visited so many at a time. */
const MERGED_AT_ONCE = 500;

/** More runs than this are quicker told with all others. */
const MOST_RETOLD = 2000;

/** What has come to a workspace since it was read. */
export interface FactChanges {
  readonly blocks: readonly (readonly [block: RunBlock, keys: readonly (RunKey | null)[]])[];
  readonly runs: ReadonlyMap<RunKey, StoredRun>;
}

/** The runs of a block and their keys, index-aligned; null for a run that comes in another block. */
export type VisitBlock = (block: RunBlock, keys: readonly (RunKey | null)[]) => void;

/** Reads the committed facts of a workspace and merges what several imports told of the same thing. */
export class FactReader {
  readonly experiments = new Map<ExperimentKey, ExperimentRecord>();
  readonly datasets = new Map<DatasetKey, DatasetRecord>();
  readonly fingerprints = new Map<Hash, FingerprintRecord>();
  readonly loggedModels = new Map<ModelKey, LoggedModelRecord>();
  readonly registeredModels = new Map<string, RegisteredModelRecord>();
  readonly modelVersions = new Map<string, ModelVersionRecord>();
  /** That runs name and no record tells of; filled by whoever asks for them. */
  readonly unknownDatasets = new Set<DatasetKey>();
  /** Packs by hash, in the order of the imports that name them. */
  private readonly packs = new Map<Hash, StoredPackIndex>();
  private readonly runPacks = new Map<RunKey, readonly Hash[]>();
  private readonly artifactPacks = new Map<string, readonly Hash[]>();
  /** When the first import began that brought a pack. */
  private readonly packTimes = new Map<Hash, number>();
  private readonly store: FactStore;
  private readonly keeper: BlockKeeper;
  /** A pack could not be read: what is known of the runs is not all there is. */
  private isIncomplete = false;
  private readonly divided = new Map<RunKey, readonly DividedSeries[]>();
  /** Of runs whose versions name several. */
  private readonly namedApart = new Set<ExperimentKey>();
  /** What is stored of live runs, which are merged again and again. */
  private readonly stored = new Map<RunKey, readonly StoredRun[]>();

  /** `live`: runs that are laid over what is stored. */
  constructor(
    store: FactStore,
    private readonly live: LiveVersions | null = null,
  ) {
    this.store = store;
    this.keeper = new BlockKeeper(store.views);
  }

  /** Keeps what was made of packs, so that opening again is quicker; for when the table is there. */
  keepBlocks(): Promise<void> {
    return this.keeper.keepAll();
  }

  /** Everything but runs, which are visited after it. `before` is an earlier reader of the same workspace, if any. */
  async load(before: FactReader | null = null): Promise<void> {
    const imports = await this.store.listImports();
    for (const { packs, startedMs } of imports)
      for (const pack of packs)
        this.packTimes.set(pack, Math.min(startedMs, this.packTimes.get(pack) ?? startedMs));
    const hashes = new Set(this.packTimes.keys());
    const unknown = [...hashes].filter((hash) => !before?.packs.has(hash));
    const found = await this.store.loadPackIndexes(unknown);
    const fresh = new Map(found.map((pack) => [pack.hash, pack]));
    for (const hash of hashes) {
      const pack = before?.packs.get(hash) ?? fresh.get(hash);
      if (!pack) continue;
      this.packs.set(hash, pack);
      if (pack.holds === 'others') await this.loadOthers(hash);
      else addAll(pack.holds === 'runs' ? this.runPacks : this.artifactPacks, pack.keys, hash);
    }
    this.addLiveExperiments();
  }

  /** Those that live runs stand in and that are not stored yet. */
  addLiveExperiments(): void {
    for (const record of this.live?.experiments ?? []) putLiveExperiment(this.experiments, record);
  }

  get runCount(): number {
    return this.runPacks.size;
  }

  /** Every pack that was imported, whatever it holds. */
  packHashes(): readonly Hash[] {
    return [...this.packs.keys()];
  }

  /** Packs that tell of runs, and of which. */
  packsOfRuns(): readonly Pick<StoredPackIndex, 'hash' | 'keys'>[] {
    return this.packsOf('runs');
  }

  /**
   * Each run once, as blocks in the order of packs. A run that several packs tell of is null where they do, and comes
   * merged in a block of its own. Holds a few packs, and runs half told.
   */
  async forEachBlock(visit: VisitBlock): Promise<void> {
    const several = new Map<RunKey, StoredRun[]>();
    const merged: StoredRun[] = [];
    const packs = this.packsOf('runs');
    const missing = () => {
      this.isIncomplete = true;
    };
    for await (const { hash, block, keys } of readBlocks(packs, this.store, this.keeper, missing)) {
      const own = keys.map((key) => (this.isToldOnce(key) ? key : null));
      visit(block, own);
      if (own.includes(null)) await this.gatherVersions(hash, several, merged);
      if (merged.length >= MERGED_AT_ONCE) visitRuns(merged.splice(0), visit);
    }
    // A version whose pack is damaged does not hide the others.
    for (const [key, versions] of several) merged.push(await this.merge(key, versions));
    visitRuns(merged, visit);
  }

  /** Adds the versions that a pack tells of runs that others tell of as well; those that are complete become one. */
  private async gatherVersions(
    hash: Hash,
    several: Map<RunKey, StoredRun[]>,
    merged: StoredRun[],
  ): Promise<void> {
    const keys = this.packs.get(hash)?.keys ?? [];
    const shared = new Set(keys.filter((key) => !this.isToldOnce(toRunKey(key))));
    for (const record of await this.loadRecords(hash, shared)) {
      if (record.kind !== 'run' || this.isToldOnce(record.key)) continue;
      const versions = several.get(record.key) ?? [];
      versions.push(record);
      several.set(record.key, versions);
      if (versions.length < this.storedIn(record.key).length) continue;
      several.delete(record.key);
      merged.push(await this.merge(record.key, versions));
    }
  }

  /** The packs that tell of a run, and what stands for its version that is live: together they tell its content. */
  packsOfRun(run: RunKey): readonly Hash[] {
    const mark = this.live?.markOf(run) ?? null;
    return mark === null ? this.storedIn(run) : [...this.storedIn(run), mark];
  }

  /** When a run was first heard of here: imported, or seen to be written. NaN where nothing tells. */
  cameMs(run: RunKey): number {
    const times = this.storedIn(run).flatMap((pack) => this.packTimes.get(pack) ?? []);
    const cameMs = Math.min(...times, this.live?.firstSignMs(run) ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(cameMs) ? cameMs : Number.NaN;
  }

  /** Those of these live runs of which an import has told of so many points. */
  async holding(points: ReadonlyMap<RunKey, number>): Promise<ReadonlySet<RunKey>> {
    await this.mergedNow([...points.keys()]);
    const isThere = ([run, most]: readonly [RunKey, number]) =>
      (this.stored.get(run) ?? []).some(
        ({ series }) => series.reduce((sum, one) => sum + one.count, 0) >= most,
      );
    return new Set([...points].filter(isThere).map(([run]) => run));
  }

  /** The packs that tell of a run. */
  storedIn(run: RunKey): readonly Hash[] {
    return this.runPacks.get(run) ?? [];
  }

  private isToldOnce(run: RunKey): boolean {
    return this.storedIn(run).length <= 1;
  }

  /** Runs as they are now, by key: asked for again, what is stored of the live ones is not read again. */
  async mergedNow(runs: readonly RunKey[]): Promise<ReadonlyMap<RunKey, StoredRun>> {
    for (const key of this.stored.keys()) if (!this.live?.has(key)) this.stored.delete(key);
    const unread = new Set(runs.filter((run) => !this.stored.has(run)));
    const read = new Map<RunKey, StoredRun[]>(Array.from(unread, (run) => [run, []]));
    for (const record of await this.recordsAmong(unread, this.runPacks))
      if (record.kind === 'run') read.get(record.key)?.push(record);
    for (const [run, versions] of read) if (this.live?.has(run)) this.stored.set(run, versions);
    const merged = new Map<RunKey, StoredRun>();
    for (const run of runs) {
      const versions = read.get(run) ?? this.stored.get(run) ?? [];
      const one = await this.mergeAny(run, versions);
      if (one) merged.set(run, one);
    }
    return merged;
  }

  /**
   * The wanted runs, each merged from its versions, with the packs that tell of it. Holds one pack, and runs half told.
   * Goes on when the visit is over, and from pack to pack as long as somebody wants it to.
   */
  async forEachRun(
    visit: (run: StoredRun, packs: readonly Hash[]) => Promise<void>,
    wanted: ReadonlySet<string>,
    isWanted: () => boolean,
  ): Promise<void> {
    for await (const [run, packs] of this.eachRun(wanted, isWanted)) await visit(run, packs);
  }

  /** As `forEachRun`, for whoever asks for the next one. */
  async *eachRun(
    wanted: ReadonlySet<string>,
    isWanted: () => boolean = () => true,
  ): AsyncGenerator<readonly [run: StoredRun, packs: readonly Hash[]]> {
    const live = [...wanted].map(toRunKey).filter((key) => this.live?.has(key));
    for (const [key, run] of await this.mergedNow(live)) yield [run, this.packsOfRun(key)];
    const others = new Set(wanted);
    for (const key of live) others.delete(key);
    if (others.size === 0) return;
    const several = new Map<RunKey, StoredRun[]>();
    for (const { hash, keys } of this.packsOf('runs')) {
      if (!isWanted()) return;
      if (!keys.some((key) => others.has(key))) continue;
      for (const record of await this.loadRecords(hash, others)) {
        if (record.kind !== 'run' || !others.has(record.key)) continue;
        const versions = [...(several.get(record.key) ?? []), record];
        if (versions.length < this.storedIn(record.key).length) several.set(record.key, versions);
        else {
          several.delete(record.key);
          yield [await this.merge(record.key, versions), this.packsOfRun(record.key)];
        }
      }
    }
    // A version whose pack is damaged does not hide the others.
    for (const [key, versions] of several) yield [await this.merge(key, versions), this.packsOfRun(key)];
  }

  /**
   * What has come since another reader of this workspace visited all of its own: runs that nothing was known of, as
   * blocks, and runs of which there is another version, merged. `isHere` tells of runs that are shown without being
   * stored. Null when more has changed than that: then `forEachBlock` tells everything.
   */
  async changesSince(before: FactReader, isHere: (run: RunKey) => boolean): Promise<FactChanges | null> {
    if (before.isIncomplete || ![...before.packs.keys()].every((hash) => this.packs.has(hash))) return null;
    const touched = this.touchedByOthers(before);
    if (!touched) return null;
    const added = this.packsOf('runs').filter(({ hash }) => !before.packs.has(hash));
    const isRetold = (run: RunKey) => touched.has(run) || !this.isToldOnce(run) || isHere(run);
    const retold = new Set([...touched].filter((run) => this.storedIn(run).length > 0));
    for (const { keys } of added) for (const key of keys.map(toRunKey)) if (isRetold(key)) retold.add(key);
    if (retold.size > MOST_RETOLD) return null;
    for (const [run, series] of before.divided) this.divided.set(run, series);
    for (const experiment of before.namedApart) this.namedApart.add(experiment);
    for (const dataset of before.unknownDatasets) this.unknownDatasets.add(dataset);
    for (const [run, versions] of before.stored)
      if (this.storedIn(run).length === before.storedIn(run).length) this.stored.set(run, versions);
    const blocks: PackBlock[] = [];
    const missing = () => {
      this.isIncomplete = true;
    };
    for await (const one of readBlocks(added, this.store, this.keeper, missing)) blocks.push(one);
    const runs = await this.mergedNow([...retold]);
    return this.isIncomplete
      ? null
      : {
          blocks: blocks.map(({ block, keys }) => [block, keys.map((key) => (isRetold(key) ? null : key))]),
          runs,
        };
  }

  private touchedByOthers(before: FactReader): ReadonlySet<RunKey> | null {
    const others = (reader: FactReader) => reader.packsOf('others').map(({ hash }) => hash);
    const isSame = others(this).join() === others(before).join();
    return isSame ? new Set() : touchedRuns(this, before, before.namedApart);
  }

  private packsOf(holds: StoredPackIndex['holds']): readonly StoredPackIndex[] {
    return [...this.packs.values()].filter((pack) => pack.holds === holds);
  }

  /** A run's full record, or null when its packs are gone. */
  async run(key: RunKey): Promise<StoredRun | null> {
    if (this.live?.has(key)) return (await this.mergedNow([key])).get(key) ?? null;
    const versions: StoredRun[] = [];
    for (const hash of new Set(this.runPacks.get(key) ?? [])) {
      for (const record of await this.loadRecordsAbout(key, hash)) {
        if (record.kind === 'run' && record.key === key) versions.push(record);
      }
    }
    return this.mergeAny(key, versions);
  }

  async artifacts(owner: RunKey | ModelKey): Promise<readonly ArtifactEntry[]> {
    const versions: ToldArtifacts[] = [];
    for (const hash of new Set(this.artifactPacks.get(owner) ?? [])) {
      for (const record of await this.loadRecordsAbout(owner, hash)) {
        if (record.kind === 'artifacts' && record.owner === owner) versions.push(record);
      }
    }
    return mergeArtifacts(versions);
  }

  /** Records of several runs. Each pack is read once, however many of them lie in it. */
  runsAmong(runs: ReadonlySet<RunKey>): Promise<ReadonlyMap<RunKey, StoredRun>> {
    return this.mergedNow([...runs]);
  }

  /** As `runsAmong`, for what several runs and models kept. */
  async artifactsAmong(
    owners: ReadonlySet<RunKey | ModelKey>,
  ): Promise<ReadonlyMap<RunKey | ModelKey, readonly ArtifactEntry[]>> {
    const versions = new Map<RunKey | ModelKey, ToldArtifacts[]>();
    for (const record of await this.recordsAmong(owners, this.artifactPacks)) {
      if (record.kind !== 'artifacts' || !owners.has(record.owner)) continue;
      const known = versions.get(record.owner);
      if (known) known.push(record);
      else versions.set(record.owner, [record]);
    }
    return new Map([...versions].map(([owner, told]) => [owner, mergeArtifacts(told)]));
  }

  /**
   * All points of a series of a merged run that are in this browser, and the packs that are not. Whoever reads many
   * series in turn keeps chunks for the next ones: `load` is then theirs.
   */
  async points(run: StoredRun, metric: MetricKey, load: LoadChunks = this.loadChunks): Promise<LoadedPoints> {
    const series = run.series.find((candidate) => candidate.key === metric);
    const divided = this.divided.get(run.key)?.find((candidate) => candidate.key === metric);
    const { loadOrMiss, missing } = noteMissing(load);
    if (!series) return { columns: joinColumns([]), missing: [] };
    const columns = await (divided ? this.unite(divided, loadOrMiss) : loadSeriesPoints(series, loadOrMiss));
    return { columns, missing: [...missing] };
  }

  /** The points of a series from this place on; of one that several versions tell differently, of this version. */
  async pointsFrom(series: StoredSeries, place: number, load: LoadChunks): Promise<LoadedPoints> {
    const { loadOrMiss, missing } = noteMissing(load);
    const columns = await loadSeriesPoints(series, loadOrMiss, place);
    return { columns, missing: [...missing] };
  }

  isDivided(run: RunKey, metric: MetricKey): boolean {
    return this.divided.get(run)?.some(({ key }) => key === metric) ?? false;
  }

  /** Chunks of packs as they lie in this browser; null for those that do not. */
  readonly loadChunks: LoadChunks = (hashes) => this.store.loadChunks(hashes);

  private async mergeAny(key: RunKey, stored: readonly StoredRun[]): Promise<StoredRun | null> {
    const isNowhere = stored.length === 0 && !this.live?.has(key);
    return isNowhere ? null : this.merge(key, stored);
  }

  /** A run of which something is stored or told. */
  private async merge(key: RunKey, stored: readonly StoredRun[]): Promise<StoredRun> {
    const laid = this.live?.versionOf(key, stored) ?? null;
    // Of a run that is not live any more what is stored may be later.
    const live = this.live?.isLive(key) ? laid : null;
    const versions = laid && !live ? [...stored, laid] : stored;
    const isKnown = (experiment: ExperimentKey) => !isStandIn(this.experiments.get(experiment));
    const { run, divided } = mergeRunVersions(versions, isKnown, isGrown, live);
    const named = new Set(versions.map(({ experiment }) => experiment));
    if (live) named.add(live.experiment);
    if (named.size > 1) for (const experiment of named) this.namedApart.add(experiment);
    if (divided.length === 0) {
      this.divided.delete(key);
      return run;
    }
    this.divided.set(run.key, divided);
    const united = new Map<MetricKey, PointColumns>();
    for (const series of divided) united.set(series.key, await this.unite(series, this.loadChunks));
    const series = run.series.map((one) => {
      const points = united.get(one.key);
      return points ? { ...summariseSeries(one.key, points), parts: one.parts } : one;
    });
    return { ...run, series };
  }

  private async unite(divided: DividedSeries, load: LoadChunks): Promise<PointColumns> {
    return unitePoints(await Promise.all(divided.versions.map((one) => loadSeriesPoints(one, load))));
  }

  private async loadRecords(hash: Hash, about?: ReadonlySet<string>): Promise<readonly FactRecord[]> {
    const bytes = await this.store.loadChunk(hash);
    if (!bytes) this.isIncomplete = true;
    if (!bytes) return [];
    return about ? parseRecordsAboutAny(about, bytes) : parseRecordLines(bytes);
  }

  private async loadRecordsAbout(key: string, hash: Hash): Promise<readonly FactRecord[]> {
    const bytes = await this.store.loadChunk(hash);
    return bytes ? parseRecordsAbout(key, bytes) : [];
  }

  private async recordsAmong(
    keys: ReadonlySet<string>,
    packsByKey: ReadonlyMap<string, readonly Hash[]>,
  ): Promise<readonly FactRecord[]> {
    const records: FactRecord[] = [];
    const packs = new Set([...keys].flatMap((key) => packsByKey.get(key) ?? []));
    for (const hash of packs) {
      const bytes = await this.store.loadChunk(hash);
      if (bytes) records.push(...parseRecordsAboutAny(keys, bytes));
    }
    return records;
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
      case 'fingerprint':
        putFirst(this.fingerprints, record);
        return;
      case 'logged-model':
        putNewer(this.loggedModels, record.key, record);
        return;
      case 'registered-model':
        putNewer(this.registeredModels, `${record.name}\n${record.createdMs ?? 0}`, record);
        return;
      case 'model-version':
        putNewer(
          this.modelVersions,
          `${record.model}\n${importedVersion(record.version, record.createdMs)}`,
          record,
        );
        return;
      default:
    }
  }
}

/** What a live run has in memory only is not part of any other version. */
function isGrown(longer: StoredSeries, shorter: StoredSeries): boolean {
  return tailOf(shorter) === undefined && continues(longer, shorter);
}

/** A list for each pack is shared by all that it alone tells of. */
function addAll(index: Map<string, readonly Hash[]>, keys: readonly string[], hash: Hash): void {
  const alone = [hash];
  for (const key of keys) {
    const hashes = index.get(key);
    index.set(key, hashes ? [...hashes, hash] : alone);
  }
}

function visitRuns(runs: readonly StoredRun[], visit: VisitBlock): void {
  if (runs.length > 0)
    visit(
      makeRunBlock(runs),
      runs.map((run) => run.key),
    );
}
