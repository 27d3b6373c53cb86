import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { FollowRestart, ImportEvent } from '../../format.ts';
import { ArtifactLookup, type FoundArtifact } from '../../source/artifact-lookup.ts';
import { type SourceFile, SourceTree } from '../../source.ts';
import { findArtifacts, listArtifacts } from './artifacts.ts';
import { hasArtifacts } from './left-out.ts';
import { keyOf, type OwnedFiles } from './listing.ts';
import { MetricTail, type TailOutcome, type TailReader } from './metric-tail.ts';
import { readRun } from './run.ts';
import type { SmallFilesTurn } from './small-files.ts';

/** Reads under way at a time: a step of training writes to some twenty files. */
const READS_AT_ONCE = 32;
/** Files just made are most likely being written: that they are not whole yet is no news. */
const SETTLING_MS = 10_000;

const NOWHERE = new ArtifactLookup(new SourceTree([]));

/** What a run is told from in one turn. */
export interface RunTurn {
  readonly owned: OwnedFiles;
  /** Paths of the run that were written or went since the last turn. */
  readonly written: ReadonlySet<string>;
  readonly experiment: ExperimentRecord;
  readonly datasets: ReadonlyMap<string, DatasetRecord>;
  readonly files: SmallFilesTurn;
  readonly signal: AbortSignal;
  lookup(): ArtifactLookup;
}

interface TailRead {
  readonly file: SourceFile;
  readonly events: ImportEvent[];
  readonly outcome: TailOutcome;
}

/** One run of a store that is written to. */
export class RunFollower {
  key: RunKey | null = null;
  /** Finished, failed or killed, as its file says. */
  isOver = false;
  /** Its record depends on something that has changed outside of its folder. */
  isStale = false;
  private readonly folder: string;
  /** Held while the run is under way. */
  private record: RunRecord | null = null;
  private isTold = false;
  private hasNewRecord = false;
  private hasEnded = false;
  private readonly tails = new Map<string, MetricTail>();
  /** Metric → the file it is read from. */
  private readonly series = new Map<string, string>();
  /** What is wrong with its small files as they are by now: told at the end, since more bytes may mend it. */
  problems: readonly ImportProblem[] = [];
  /** Where it says that its artifacts are; null when it says nothing of the kind. */
  artifactUri: string | null = null;

  constructor(folder: string) {
    this.folder = folder;
  }

  needsRecord({ metrics, artifacts }: OwnedFiles, written: ReadonlySet<string>): boolean {
    if (this.isStale || this.record === null) return true;
    let others = written.size;
    if (others === 0) return false;
    for (const group of [metrics, artifacts])
      for (const { path } of group) if (written.has(path)) others -= 1;
    return others > 0;
  }

  /** A series that was told is gone or shorter. */
  hasLost(tree: SourceTree, paths: ReadonlySet<string>): boolean {
    for (const path of paths) {
      const tail = this.tails.get(path);
      if (tail === undefined) continue;
      const file = tree.get(path);
      if (file === undefined ? tail.hasTold : tail.isShorter(file.sizeBytes)) return true;
    }
    return false;
  }

  /** `later`: its files are being written at this moment; what was known of it stands. */
  async readRecord(turn: RunTurn): Promise<'read' | 'later' | 'otherRun'> {
    const { owned, experiment, datasets, files } = turn;
    if (!this.needsRecord(owned, turn.written)) return 'read';
    const problems: ImportProblem[] = [];
    const failuresBefore = files.failures;
    const place = { files: owned, experiment, datasets, origin: this.folder };
    const record = await readRun(place, files, problems);
    if (files.failures > failuresBefore || (record === null && isSettling(owned.meta))) return 'later';
    this.problems = problems;
    if (record === null) return 'read';
    if (this.key !== null && this.key !== record.key) return 'otherRun';
    this.hasNewRecord = this.record === null || JSON.stringify(this.record) !== JSON.stringify(record);
    this.hasEnded = !this.isOver && isOver(record);
    this.key = record.key;
    this.isOver = isOver(record);
    this.isStale = false;
    this.record = record;
    this.artifactUri = hasArtifacts(record) ? record.artifactUri : null;
    return 'read';
  }

  /** What is new of the run; `onUnread`: something could not be read and is to be tried again. */
  async *tell(turn: RunTurn, onUnread: () => void): AsyncGenerator<ImportEvent | FollowRestart> {
    const { record } = this;
    if (record === null) {
      onUnread();
      return;
    }
    const artifacts = this.newArtifacts(turn, record);
    let isOpen = false;
    if (!this.isTold || this.hasNewRecord || artifacts.length > 0) {
      isOpen = true;
      yield { kind: 'run', run: record };
    }
    for await (const { outcome, events } of this.readTails(turn, record)) {
      if (outcome === 'otherFile') {
        yield { kind: 'restart' };
        return;
      }
      if (outcome === 'unreadable') onUnread();
      if (events.length > 0 && !isOpen) {
        isOpen = true;
        yield { kind: 'run', run: record };
      }
      yield* events;
    }
    yield* listArtifacts(record.key, artifacts);
    if (isOpen) yield { kind: 'run-end', run: record.key };
    this.isTold = true;
    this.hasNewRecord = false;
    this.hasEnded = false;
    // Thousands of runs that are over are not held; one that goes on after all is read again.
    if (this.isOver) {
      this.record = null;
      turn.files.forget(turn.owned);
    }
  }

  /** What only the end of the writing tells: lines without a line feed, and what was wrong to the last. */
  async *end(
    owned: OwnedFiles,
    turn: {
      readonly experiment: ExperimentRecord;
      readonly datasets: ReadonlyMap<string, DatasetRecord>;
      readonly files: SmallFilesTurn;
    },
  ): AsyncGenerator<ImportEvent> {
    const { key } = this;
    if (key === null) return;
    const events: ImportEvent[] = [];
    for (const file of owned.metrics) {
      const metric = keyOf(file, this.folder, 'metrics');
      const first = this.series.get(metric) ?? file.path;
      const problem: ImportProblem = { code: 'key-collision', path: file.path, facts: { key: metric } };
      if (first !== file.path) events.push({ kind: 'problem', problem });
      else await this.tails.get(file.path)?.close(file, readerOf(key, metric, events));
    }
    const hasPoints = events.some(({ kind }) => kind === 'points');
    if (hasPoints && this.record === null) {
      const place = {
        files: owned,
        experiment: turn.experiment,
        datasets: turn.datasets,
        origin: this.folder,
      };
      this.record = await readRun(place, turn.files, []);
    }
    if (hasPoints && this.record !== null) {
      yield { kind: 'run', run: this.record };
      yield* events;
      yield { kind: 'run-end', run: key };
    } else yield* events.filter(({ kind }) => kind === 'problem');
  }

  private newArtifacts(turn: RunTurn, record: RunRecord): readonly FoundArtifact[] {
    const { owned, experiment } = turn;
    const isElsewhere = owned.artifacts.length === 0;
    if (this.isTold && isElsewhere && !this.hasEnded) return [];
    const isNew = ({ path }: SourceFile): boolean => !this.isTold || turn.written.has(path);
    const artifacts = owned.artifacts.filter(isNew);
    if (!isElsewhere && artifacts.length === 0) return [];
    const lookup = isElsewhere ? turn.lookup() : NOWHERE;
    return (
      findArtifacts({ ...owned, artifacts }, record.artifactUri, experiment.id, record.key, lookup) ?? []
    );
  }

  private async *readTails(turn: RunTurn, { key }: RunRecord): AsyncGenerator<TailRead> {
    const wanted: (readonly [SourceFile, MetricTail, string])[] = [];
    for (const file of turn.owned.metrics) {
      const metric = keyOf(file, this.folder, 'metrics');
      const tail = this.tailOf(file, metric);
      if (tail === 'otherFile') yield { file, events: [], outcome: 'otherFile' };
      else if (tail !== null && this.isWanted(file, tail, turn)) wanted.push([file, tail, metric]);
    }
    for (let from = 0; from < wanted.length; from += READS_AT_ONCE) {
      throwIfAborted(turn.signal);
      const batch = wanted.slice(from, from + READS_AT_ONCE).map(async ([file, tail, metric]) => {
        const events: ImportEvent[] = [];
        const bytes = this.isTold ? null : await turn.files.takeOnce(file);
        if (bytes?.kind === 'unreadable') return { file, events, outcome: 'unreadable' as const };
        const reader = readerOf(key, metric, events);
        const content = bytes?.kind === 'bytes' ? bytes.bytes : null;
        return { file, events, outcome: await tail.readOn(file, reader, content) };
      });
      for (const read of batch) yield await read;
    }
  }

  private isWanted(file: SourceFile, tail: MetricTail, { written }: RunTurn): boolean {
    if (!this.isTold || written.has(file.path)) return true;
    return tail.isNew;
  }

  /** null for a file whose series is read from another one, as `read` would. */
  private tailOf({ path }: SourceFile, metric: string): MetricTail | 'otherFile' | null {
    const first = this.series.get(metric) ?? path;
    if (first !== path) return path < first ? 'otherFile' : null;
    this.series.set(metric, path);
    let tail = this.tails.get(path);
    if (tail === undefined) {
      tail = new MetricTail();
      this.tails.set(path, tail);
    }
    return tail;
  }
}

function readerOf(run: RunKey, metric: string, events: ImportEvent[]): TailReader {
  return {
    onPoints: (points) => void events.push({ kind: 'points', run, metric, points }),
    onProblem: (problem) => void events.push({ kind: 'problem', problem }),
  };
}

function isOver({ status }: RunRecord): boolean {
  return status === 'finished' || status === 'failed' || status === 'killed';
}

export function isSettling(file: SourceFile | null): boolean {
  return file !== null && Math.abs(Date.now() - file.modifiedMs) < SETTLING_MS;
}
