import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { type Growth, Seam } from '../../reading/seam.ts';
import { ToldProblems } from '../../reading/told-problems.ts';
import type { SourceFile } from '../../source.ts';
import { HeldHead } from '../../tables/held-head.ts';
import { RunTurns } from '../../tables/run-turns.ts';
import { goesOn } from '../../tables/same-reading.ts';
import { makeTableMapper } from '../../tables/to-events.ts';
import { inspect, originOf, readJson, usableLayout } from './read.ts';
import { hasWritten, JsonReading, problemsOfSample } from './reading.ts';
import { FirstRows, HEAD_BYTES, type JsonSample } from './sample.ts';

interface Begun {
  readonly reading: JsonReading;
  readonly separator: string;
  /** What its runs are told by beside the rows. */
  readonly origin: string;
  /** Of a document, until they were told. */
  rows: readonly object[];
  /** What is wrong beside the rows. */
  problems: readonly ImportProblem[];
}

const RESTART: FollowRestart = { kind: 'restart' };

/**
 * Follows a file of rows, one on each line. While its first rows may still change how they are read, that is guessed again.
 * A document is written anew by whoever writes it, and read anew.
 */
export class JsonFollower implements Follower {
  private readonly head = new HeldHead(HEAD_BYTES);
  private first = new FirstRows();
  private readonly seam = new Seam();
  private readonly turns = new RunTurns();
  private readonly told = new ToldProblems();
  private begun: Begun | null = null;
  /** More bytes change nothing about how rows are read. */
  private isSettled = false;
  /** All of the file was read, and not line by line. */
  private wasReadWhole = false;
  private stateRead = '';
  /** Set while something is told: whoever breaks off then cannot go on. */
  private isTelling = false;

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    yield* this.turn(source, context, false);
  }

  async *end(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    yield* this.turn(source, context, true);
  }

  private async *turn(
    source: ImportSource,
    context: ReadContext,
    isOver: boolean,
  ): AsyncGenerator<ImportEvent | FollowRestart> {
    const { file } = source;
    throwIfAborted(context.signal);
    if (file === null) return;
    const growth = this.isTelling ? 'replaced' : await this.look(file);
    const isTold = this.begun !== null && this.wasReadWhole;
    if (growth === 'same' && (isTold || !isOver)) return;
    if (growth === 'replaced' || (growth === 'grown' && !(await this.prepare(source, file, context)))) {
      yield RESTART;
      return;
    }
    if (this.begun) yield* this.tell(this.begun, file, context.signal, isOver);
    // Nothing was told of it, nor will be: the reading says why.
    else if (isOver) yield* readJson(source, context);
    else this.settleUntold(file);
  }

  private async look(file: SourceFile): Promise<Growth> {
    // What is written anew may have its old size, and its old end.
    if (this.wasReadWhole && stateOf(file) !== this.stateRead) return 'replaced';
    const growth = await this.seam.look(file);
    return growth === 'grown' && !(await this.head.hasHeader(file)) ? 'replaced' : growth;
  }

  private settleUntold(file: SourceFile): void {
    const { bytes } = this.head;
    this.stateRead = stateOf(file);
    this.seam.note(bytes, bytes.length);
    this.seam.settle(file);
  }

  /** Reads how the rows are to be read. False where that is not how they were read so far. */
  private async prepare(source: ImportSource, file: SourceFile, context: ReadContext): Promise<boolean> {
    const { head, first, begun } = this;
    if (!this.isSettled) {
      await head.readOn(file);
      const found = await inspect(source, file, head, first);
      this.wasReadWhole = found.ok ? found.sample.document !== null : head.bytes.length < file.sizeBytes;
      if (!found.ok) return begun === null;
      const { sample } = found;
      if (begun && (this.wasReadWhole || !isReadAlike(begun, file, sample))) return false;
      const layout = usableLayout(context.layout, sample) ?? found.guess.layout;
      if (begun) {
        if (!this.goOnBy(begun, layout)) return false;
        begun.problems = [...problemsOfSample(file.path, sample)];
      } else this.begin(file, sample, layout);
      this.isSettled = head.isFull || first.isFull;
    }
    return !begun || begun.reading.canGoOn(head.over(file));
  }

  private begin(file: SourceFile, sample: JsonSample, layout: TableLayout): void {
    const origin = originOf(file, sample);
    const mapper = makeTableMapper(layout, origin);
    if (mapper === null) return;
    const { separator } = sample;
    const reading = new JsonReading(layout, separator, mapper);
    const problems = [...problemsOfSample(file.path, sample)];
    const rows = sample.document?.rows ?? [];
    this.begun = { reading, separator, origin: JSON.stringify(origin), rows, problems };
  }

  /** Columns keep their places. False where a row that was read would be another by this layout. */
  private goOnBy({ reading }: Begun, later: TableLayout): boolean {
    const { layout } = reading;
    const byName = new Map(later.columns.map((column) => [column.name, column]));
    const known = new Set(layout.columns.map(({ name }) => name));
    const columns = [
      ...layout.columns.map((column) => byName.get(column.name) ?? column),
      ...later.columns.filter(({ name }) => !known.has(name)),
    ];
    const next = { ...later, columns };
    if (!goesOn(layout, next, reading.mapper.grow !== undefined)) return false;
    if (hasWritten(layout) !== hasWritten(next)) return false;
    reading.adopt(next);
    return true;
  }

  private async *tell(
    begun: Begun,
    file: SourceFile,
    signal: AbortSignal,
    isOver: boolean,
  ): AsyncGenerator<ImportEvent> {
    const { turns, told, head } = this;
    const { reading, rows } = begun;
    const { path } = file;
    const now = head.over(file);
    this.isTelling = true;
    const events = this.wasReadWhole ? reading.readRows(rows, signal) : reading.readOn(now, isOver, signal);
    for await (const event of events) yield* turns.tell([event]);
    yield* turns.tell(reading.mapper.flush());
    yield* turns.close();
    const problems = [...reading.mapper.problems(), ...reading.problems(path)];
    // A name that has a list at first may have numbers later on.
    const isAll = isOver || this.wasReadWhole;
    if (isAll || this.isSettled) problems.push(...begun.problems);
    yield* isAll ? told.last(problems) : told.news(problems);
    begun.rows = [];
    this.settleTold(reading, file);
    this.isTelling = false;
  }

  private settleTold(reading: JsonReading, file: SourceFile): void {
    reading.shrink();
    if (this.wasReadWhole) this.settleUntold(file);
    else {
      this.seam.note(reading.lastBytes, reading.offset);
      this.seam.settle(file);
    }
    if (!this.isSettled) return;
    this.head.release();
    this.first = new FirstRows();
  }
}

function stateOf({ sizeBytes, modifiedMs }: SourceFile): string {
  return `${sizeBytes} ${modifiedMs}`;
}

function isReadAlike({ separator, origin }: Begun, file: SourceFile, sample: JsonSample): boolean {
  return sample.separator === separator && JSON.stringify(originOf(file, sample)) === origin;
}
