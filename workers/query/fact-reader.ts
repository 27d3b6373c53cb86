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
import { parseRecordLines, parseRecordsAbout, parseRecordsAboutAny } from '../../src/storage/record-lines.ts';
import type { StoredPackIndex } from '../../src/storage/workspace-db.ts';
import { BlockKeeper } from './block-keeper.ts';
import { type PackBlock, readBlocks } from './block-reader.ts';
import { makeRunBlock } from './make-run-block.ts';
import type { RunBlock } from './run-block.ts';
import type { LoadedPoints } from './series-cache.ts';

export type LoadChunks = (hashes: readonly Hash[]) => Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;

/** Merged runs are visited so many at a time. */
const MERGED_AT_ONCE = 500;

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
  /** Packs by hash, in the order of the imports that name them. */
  private readonly packs = new Map<Hash, StoredPackIndex>();
  private readonly runPacks = new Map<RunKey, readonly Hash[]>();
  private readonly artifactPacks = new Map<string, readonly Hash[]>();
  private readonly store: FactStore;
  private readonly keeper: BlockKeeper;
  /** A pack could not be read: what is known of the runs is not all there is. */
  private isIncomplete = false;
  private readonly divided = new Map<RunKey, readonly DividedSeries[]>();

  constructor(store: FactStore) {
    this.store = store;
    this.keeper = new BlockKeeper(store.views);
  }

  /** Keeps what was made of packs, so that opening again is quicker; for when the table is there. */
  keepBlocks(): Promise<void> {
    return this.keeper.keepAll();
  }

  /** Everything but runs, which are visited after it. `before` is an earlier reader of the same workspace, if any. */
  async load(before: FactReader | null = null): Promise<void> {
    const hashes = new Set((await this.store.listImports()).flatMap((row) => row.packs));
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
  }

  get runCount(): number {
    return this.runPacks.size;
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
    for (const versions of several.values()) merged.push(await this.merge(versions));
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
      if (versions.length < this.packsOfRun(record.key).length) continue;
      several.delete(record.key);
      merged.push(await this.merge(versions));
    }
  }

  /** The packs that tell of a run. */
  packsOfRun(run: RunKey): readonly Hash[] {
    return this.runPacks.get(run) ?? [];
  }

  private isToldOnce(run: RunKey): boolean {
    return this.packsOfRun(run).length <= 1;
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
    const several = new Map<RunKey, StoredRun[]>();
    for (const { hash, keys } of this.packsOf('runs')) {
      if (!isWanted()) return;
      if (!keys.some((key) => wanted.has(key))) continue;
      for (const record of await this.loadRecords(hash, wanted)) {
        if (record.kind !== 'run' || !wanted.has(record.key)) continue;
        const versions = [...(several.get(record.key) ?? []), record];
        const packs = this.packsOfRun(record.key);
        if (versions.length < packs.length) several.set(record.key, versions);
        else {
          several.delete(record.key);
          yield [await this.merge(versions), packs];
        }
      }
    }
    // A version whose pack is damaged does not hide the others.
    for (const [key, versions] of several) yield [await this.merge(versions), this.packsOfRun(key)];
  }

  /**
   * Visits the runs that came since another reader of this workspace visited all of its own. False, and nothing
   * visited, when more has changed than that: then `forEachBlock` tells everything.
   */
  async forEachNewBlock(before: FactReader, visit: VisitBlock): Promise<boolean> {
    const added = this.packsSince(before);
    if (!added) return false;
    const blocks: PackBlock[] = [];
    const missing = () => {
      this.isIncomplete = true;
    };
    for await (const one of readBlocks(added, this.store, this.keeper, missing)) blocks.push(one);
    if (this.isIncomplete) return false;
    for (const { block, keys } of blocks) visit(block, keys);
    for (const [run, series] of before.divided) this.divided.set(run, series);
    return true;
  }

  /** Packs of runs that are new, each told of by one pack; null when something else has changed as well. */
  private packsSince(before: FactReader): readonly StoredPackIndex[] | null {
    const isGrown =
      !before.isIncomplete &&
      [...before.packs.keys()].every((hash) => this.packs.has(hash)) &&
      this.saysTheSame(before);
    const added = this.packsOf('runs').filter(({ hash }) => !before.packs.has(hash));
    const isNew = (key: string) => this.isToldOnce(toRunKey(key));
    return isGrown && added.every(({ keys }) => keys.every(isNew)) ? added : null;
  }

  /**
   * Nothing that has come besides runs tells anything new of the runs that were there: experiments do not, but where
   * versions of a run name several of them.
   */
  private saysTheSame(before: FactReader): boolean {
    const others = (reader: FactReader) => reader.packsOf('others').map(({ hash }) => hash);
    if (others(this).join() === others(before).join()) return true;
    const isSame = (now: ReadonlyMap<string, unknown>, then: ReadonlyMap<string, unknown>) =>
      JSON.stringify([...now]) === JSON.stringify([...then]);
    return (
      [...before.runPacks.values()].every((packs) => packs.length === 1) &&
      isSame(this.datasets, before.datasets) &&
      isSame(this.loggedModels, before.loggedModels) &&
      isSame(this.modelVersions, before.modelVersions)
    );
  }

  private packsOf(holds: StoredPackIndex['holds']): readonly StoredPackIndex[] {
    return [...this.packs.values()].filter((pack) => pack.holds === holds);
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

  /** Records of several runs. Each pack is read once, however many of them lie in it. */
  async runsAmong(runs: ReadonlySet<RunKey>): Promise<ReadonlyMap<RunKey, StoredRun>> {
    const versions = new Map<RunKey, StoredRun[]>();
    for (const record of await this.recordsAmong(runs, this.runPacks)) {
      if (record.kind !== 'run' || !runs.has(record.key)) continue;
      const known = versions.get(record.key);
      if (known) known.push(record);
      else versions.set(record.key, [record]);
    }
    const merged = new Map<RunKey, StoredRun>();
    for (const [run, told] of versions) merged.set(run, await this.merge(told));
    return merged;
  }

  /** As `runsAmong`, for what several runs and models kept. */
  async artifactsAmong(
    owners: ReadonlySet<RunKey | ModelKey>,
  ): Promise<ReadonlyMap<RunKey | ModelKey, readonly ArtifactEntry[]>> {
    const versions = new Map<RunKey | ModelKey, (readonly ArtifactEntry[])[]>();
    for (const record of await this.recordsAmong(owners, this.artifactPacks)) {
      if (record.kind !== 'artifacts' || !owners.has(record.owner)) continue;
      const known = versions.get(record.owner);
      if (known) known.push(record.entries);
      else versions.set(record.owner, [record.entries]);
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
    const parts = series?.parts ?? [];
    const missing = new Set<Hash>();
    const loadOrMiss: LoadChunks = async (hashes) => {
      const chunks = await load(hashes);
      for (const [index, hash] of hashes.entries()) if (!chunks[index]) missing.add(hash);
      return chunks;
    };
    const columns = await (divided ? this.unite(divided, loadOrMiss) : this.loadParts(parts, loadOrMiss));
    return { columns, missing: [...missing] };
  }

  /** Chunks of packs as they lie in this browser; null for those that do not. */
  readonly loadChunks: LoadChunks = (hashes) => this.store.loadChunks(hashes);

  private async merge(versions: readonly StoredRun[]): Promise<StoredRun> {
    const { run, divided } = mergeRunVersions(versions, (key) => !isStandIn(this.experiments.get(key)));
    if (divided.length === 0) return run;
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
    return unitePoints(await Promise.all(divided.versions.map((parts) => this.loadParts(parts, load))));
  }

  private async loadParts(parts: readonly SeriesPart[], load: LoadChunks): Promise<PointColumns> {
    const chunks = await load(parts.map((part) => part.pack));
    const views: PointColumns[] = [];
    for (const [index, part] of parts.entries()) {
      const chunk = chunks[index];
      const view = chunk ? viewPart(chunk, part) : null;
      if (view) views.push(view);
    }
    return joinColumns(views);
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

/** The same data shown twice is one fingerprint, taken when it was first. */
function putFirst(map: Map<Hash, FingerprintRecord>, record: FingerprintRecord): void {
  const there = map.get(record.key);
  if (!there || record.takenMs < there.takenMs) map.set(record.key, record);
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
