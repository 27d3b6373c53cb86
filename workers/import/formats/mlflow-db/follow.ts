import { throwIfAborted } from '../../../../src/base/abort.ts';
import { PointBuilder } from '../../../../src/base/columns.ts';
import { toRunKey } from '../../../../src/domain/ids.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { ArtifactLookup } from '../../source/artifact-lookup.ts';
import type { LiveDatabase, LiveRead } from '../../sqlite/live-database.ts';
import type { LivePages } from '../../sqlite/live-pages.ts';
import { HeldRuns } from './held-runs.ts';
import {
  type Additions,
  type AllRecords,
  type Marks,
  type PointRow,
  readAdditions,
  readAllRecords,
  storeOf,
} from './live-tables.ts';
import { METRIC_COLUMNS, MetricReader } from './metrics.ts';
import { PointBuffer } from './point-buffer.ts';
import { reportTraces } from './reader.ts';
import { experimentOf } from './runs.ts';
import type { Schema } from './schema.ts';
import type { SmallTables } from './small-tables.ts';
import { type ArtifactPlace, ToldArtifacts } from './told-artifacts.ts';
import { ToldRecords } from './told-records.ts';

type FollowEvent = ImportEvent | FollowRestart;
const RESTART: FollowRestart = { kind: 'restart' };
/** Leaves of the table of points loaded at a time when all of it is read. */
const LEAVES_AT_ONCE = 1024;
/** Looks at everything for nothing: after each one more writes that explain themselves by nothing are passed over. */
const MOST_PASSED_OVER = 15;

/** An MLflow database that is written to: everything first, then the rows that are new and what changed of runs under way. */
export class MlflowFollower {
  private readonly database: LiveDatabase;
  private readonly schema: Schema;
  private readonly path: string;
  private readonly runs: HeldRuns;
  private readonly told = new ToldRecords();
  private readonly artifacts = new ToldArtifacts();
  /** Runs that came to their end since the tree was listed. */
  private ended = new Map<string, RunRecord>();
  private tree: ImportSource['tree'] | null = null;
  private marks: Marks | null = null;
  private small: SmallTables | null = null;
  private smallMarks = '';
  private isBroken = false;
  private passOver = 0;
  private passedOver = 0;

  constructor(database: LiveDatabase, schema: Schema, path: string) {
    this.database = database;
    this.schema = schema;
    this.path = path;
    this.runs = new HeldRuns(path);
  }

  /** Tells everything. False, and nothing told, when it could not be read at one moment. */
  async readAll({ tree }: ImportSource, { signal }: ReadContext): Promise<AllRecords | null> {
    const read = await this.readRecords(tree, signal, true);
    return read.kind === 'read' ? read.value : null;
  }

  async *tellAll(
    all: AllRecords,
    source: ImportSource,
    { signal }: ReadContext,
  ): AsyncGenerator<ImportEvent> {
    const { runs, small, store, marks } = all;
    this.marks = marks;
    this.small = small;
    this.smallMarks = all.smallMarks;
    const artifacts = lookupFor(source, this.path);
    const timed = [...all.experiments.values()].map((one) => runs.withTimes(one));
    this.told.noteExperiments(all.experiments);
    for (const experiment of timed) yield { kind: 'experiment', experiment };
    yield* this.told.tellSmall(small, artifacts, this.artifacts);
    yield* reportTraces(store);
    const isOpen = new Uint8Array(runs.count);
    const metrics = new MetricReader(store, runs);
    const buffer = new PointBuffer(marks.metrics.rowId);
    const { pages } = this.database;
    for (let at = 0; at < all.metricLeaves.length; at += LEAVES_AT_ONCE) {
      const leaves = all.metricLeaves.slice(at, at + LEAVES_AT_ONCE);
      if (!(await this.database.load(source.tree, signal, leaves))) this.isBroken = true;
      throwIfAborted(signal);
      const rows = store.scan('metrics', METRIC_COLUMNS, { leaves, to: marks.metrics.rowId });
      if (rows === null) break;
      for (const stretch of metrics.readRows(rows, buffer)) {
        if (stretch === null) continue;
        const { run, points } = stretch;
        if (isOpen[run] === 0) yield { kind: 'run', run: this.hold(all, run) };
        isOpen[run] = 1;
        const key = toRunKey(runs.idOf(run));
        yield { kind: 'points', run: key, metric: metrics.textOf(stretch.key), points };
      }
      store.noteDamage('metrics', rows);
      pages?.drop(leaves);
      yield { kind: 'progress', bytesRead: leaves.length * (pages?.pageSize ?? 0), file: this.path };
    }
    for (let run = 0; run < runs.count; run++) {
      if (isOpen[run] === 0) yield { kind: 'run', run: this.hold(all, run) };
      const id = runs.idOf(run);
      const place = { id, uri: runs.artifactUriOf(run), experimentId: runs.experimentIdOf(run) };
      yield* this.artifacts.take(artifacts, place);
      if (!this.runs.isLive(id)) this.artifacts.rest(artifacts, place);
      yield { kind: 'run-end', run: toRunKey(id) };
    }
    this.runs.limitLive();
    this.tree = source.tree;
    for (const problem of store.problems) yield { kind: 'problem', problem };
  }

  get isDoubtful(): boolean {
    return this.database.isDoubtful;
  }

  async *goOn(source: ImportSource, context: ReadContext): AsyncGenerator<FollowEvent> {
    if (this.isBroken) {
      yield RESTART;
      return;
    }
    const isOtherTree = source.tree !== this.tree;
    this.tree = source.tree;
    // Files of a run that ended after the tree was listed are in this one.
    const runs = new Map([...this.runs.records, ...(isOtherTree ? this.ended : [])]);
    if (isOtherTree) this.ended = new Map();
    const isSame = await this.database.isSame(source.tree);
    for (let hasMore = !isSame || this.database.isDoubtDue, isFirst = true; hasMore; isFirst = false) {
      const events: FollowEvent[] = [];
      hasMore = await this.look(source, context, events, isSame);
      const isRestart = events[0]?.kind === 'restart';
      // What was told of the first part stands until the next look.
      if (isRestart && !isFirst) this.isBroken = true;
      else yield* events;
      if (isRestart) return;
    }
    if (isOtherTree) yield* this.tellArtifacts(source, runs);
  }

  /** One look; returns true when there are more points than it took. `isSame`: nothing was written since the last one. */
  private async look(
    source: ImportSource,
    { signal }: ReadContext,
    events: FollowEvent[],
    isSame: boolean,
  ): Promise<boolean> {
    const wanted = {
      marks: this.marks!,
      runRows: this.runs.rowIdsOfLive,
      tagRows: this.runs.tagRowsOfLive,
      smallMarks: this.smallMarks,
    };
    const work = (pages: LivePages) => {
      const store = storeOf(pages, this.schema, this.path);
      return { found: readAdditions(store, wanted), problems: store.problems };
    };
    const read = await this.database.read(source.tree, signal, work, true);
    if (read.kind === 'busy') return false;
    if (read.kind !== 'read' || read.value.found.isOther) {
      events.push(RESTART);
      return false;
    }
    const { found } = read.value;
    const small = found.small ?? this.small!;
    for (const { row } of found.newRuns) experimentOf(found.experiments, row.experimentId);
    for (const row of found.liveRuns.values()) experimentOf(found.experiments, row.experimentId);
    if (this.told.hasLost(found.experiments, small)) {
      events.push(RESTART);
      return false;
    }
    const updated = this.runs.update(found, found.experiments, small);
    const records = new Map(updated.changed);
    // Runs are deleted with their experiment.
    const isOtherExperiment = [...found.experiments.values()].some((one) => this.told.isOther(one));
    const experiments = this.told.takeExperiments(found.experiments);
    const artifacts = lookupFor(source, this.path);
    const smallEvents = [...this.told.tellSmall(small, artifacts, this.artifacts)];
    const all = await this.lookAtAll(source, signal, found, {
      hasEnded: updated.hasEnded,
      isExplained: isSame || records.size + experiments.length + smallEvents.length > 0,
      isOtherExperiment,
    });
    if (all === 'other') {
      events.push(RESTART);
      return false;
    }
    // Read a moment later, so they are the newer ones.
    for (const [run, record] of all?.changed ?? []) records.set(run, record);
    this.marks = found.marks;
    this.small = small;
    this.smallMarks = found.smallMarks;
    for (const one of experiments) {
      events.push({ kind: 'experiment', experiment: all?.runs?.withTimes(one) ?? one });
    }
    events.push(...smallEvents, ...this.tellRuns(artifacts, records, found.points));
    for (const problem of read.value.problems) events.push({ kind: 'problem', problem });
    this.runs.forgetRecords();
    return found.hasMore;
  }

  /** Files that came without a word in the database. */
  private *tellArtifacts(source: ImportSource, runs: ReadonlyMap<string, RunRecord>): Generator<ImportEvent> {
    const artifacts = lookupFor(source, this.path);
    for (const [id, known] of runs) {
      const run = this.runs.records.get(id) ?? this.ended.get(id) ?? known;
      const place = this.placeOf(id, run);
      const found = this.artifacts.take(artifacts, place);
      if (!this.runs.isLive(id) && !this.ended.has(id)) this.artifacts.rest(artifacts, place);
      if (found.length === 0) continue;
      yield { kind: 'run', run };
      yield* found;
      yield { kind: 'run-end', run: run.key };
    }
    if (artifacts !== null) yield* this.artifacts.takeLate(artifacts);
  }

  private placeOf(id: string, { artifactUri, experiment }: RunRecord): ArtifactPlace {
    return { id, uri: artifactUri, experimentId: this.told.idOf(experiment) };
  }

  private *tellRuns(
    artifacts: ArtifactLookup | null,
    records: ReadonlyMap<string, RunRecord>,
    rows: readonly PointRow[],
  ): Generator<ImportEvent> {
    const points = groupPoints(rows);
    const all = new Map(records);
    for (const run of points.keys()) {
      const record = records.get(run) ?? this.runs.records.get(run);
      if (record !== undefined) all.set(run, record);
    }
    for (const [id, run] of all) {
      yield { kind: 'run', run };
      for (const [metric, series] of points.get(id) ?? []) {
        yield { kind: 'points', run: run.key, metric, points: series.columns() };
      }
      yield* this.artifacts.take(artifacts, this.placeOf(id, run));
      if (!this.runs.isLive(id)) this.ended.set(id, run);
      yield { kind: 'run-end', run: run.key };
    }
  }

  /**
   * Runs that are over are looked at only when there is a reason: something was written and nothing that is looked at
   * tells what, a run has ended, or a run that was over goes on.
   */
  private async lookAtAll(
    { tree }: ImportSource,
    signal: AbortSignal,
    found: Additions,
    why: { readonly hasEnded: boolean; readonly isExplained: boolean; readonly isOtherExperiment: boolean },
  ): Promise<{ changed: Map<string, RunRecord>; runs: AllRecords['runs'] } | 'other' | null> {
    const goesOn = new Set<string>();
    for (const { run } of found.points)
      if (!this.runs.records.has(run) && this.runs.has(run)) goesOn.add(run);
    for (const { run } of found.newParams)
      if (!this.runs.records.has(run) && this.runs.has(run)) goesOn.add(run);
    for (const { run } of found.newTags)
      if (!this.runs.records.has(run) && this.runs.has(run)) goesOn.add(run);
    const isExplained = why.isExplained || found.points.length + found.newRuns.length > 0;
    const isNeeded = goesOn.size > 0 || found.arePairsOther || why.hasEnded || why.isOtherExperiment;
    if (!isNeeded && (isExplained || this.isPassedOver())) return null;
    let read = await this.readRecords(tree, signal, goesOn.size > 0 || found.arePairsOther);
    if (read.kind === 'other') return 'other';
    if (read.kind !== 'read') return this.giveUp(goesOn);
    let changed = this.changedIn(read.value, goesOn);
    if (changed === 'other') return 'other';
    if (changed.length > 0 && goesOn.size === 0 && !found.arePairsOther) {
      read = await this.readRecords(tree, signal, true);
      if (read.kind === 'other') return 'other';
      if (read.kind !== 'read') return this.giveUp(goesOn);
      changed = this.changedIn(read.value, goesOn);
      if (changed === 'other') return 'other';
    }
    if (!isNeeded) this.passOver = changed.length > 0 ? 0 : Math.min(MOST_PASSED_OVER, this.passOver * 2 + 1);
    const { value } = read;
    const records = changed.map((run) => this.hold(value, run));
    return { changed: new Map(records.map((record) => [record.key as string, record])), runs: value.runs };
  }

  /** Points of runs that nothing is known of now are lost: all is read again the next time. */
  private giveUp(goesOn: ReadonlySet<string>): null {
    if (goesOn.size > 0) this.isBroken = true;
    return null;
  }

  private isPassedOver(): boolean {
    this.passedOver += 1;
    if (this.passedOver <= this.passOver) return true;
    this.passedOver = 0;
    return false;
  }

  /** Numbers of the runs that are not as they were told. */
  private changedIn({ runs }: AllRecords, goesOn: ReadonlySet<string>): number[] | 'other' {
    const ids = new Set<string>();
    const changed: number[] = [];
    for (let run = 0; run < runs.count; run++) {
      const id = runs.idOf(run);
      ids.add(id);
      if (!this.runs.has(id)) continue;
      if (goesOn.has(id) || this.runs.isChanged(id, runs.toRecord(run))) changed.push(run);
    }
    return this.runs.hasLost(ids) ? 'other' : changed;
  }

  private hold(all: AllRecords, run: number): RunRecord {
    const record = all.runs.toRecord(run);
    this.runs.holdAll(all, run, record);
    return record;
  }

  private readRecords(
    tree: ImportSource['tree'],
    signal: AbortSignal,
    hasParams: boolean,
  ): Promise<LiveRead<AllRecords>> {
    return this.database.read(tree, signal, (pages) =>
      readAllRecords(storeOf(pages, this.schema, this.path), hasParams),
    );
  }
}

function groupPoints(rows: readonly PointRow[]): Map<string, Map<string, PointBuilder>> {
  const found = new Map<string, Map<string, PointBuilder>>();
  for (const { run, key, step, timeMs, value } of rows) {
    let series = found.get(run);
    if (series === undefined) {
      series = new Map();
      found.set(run, series);
    }
    let points = series.get(key);
    if (points === undefined) {
      points = new PointBuilder();
      series.set(key, points);
    }
    points.push(step, timeMs, value);
  }
  return found;
}

/** null when nothing is followed but the database. */
function lookupFor({ tree }: ImportSource, path: string): ArtifactLookup | null {
  return tree.files.every((file) => file.path.startsWith(path)) ? null : new ArtifactLookup(tree);
}
