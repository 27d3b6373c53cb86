import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { Seam } from '../../reading/seam.ts';
import { ToldProblems } from '../../reading/told-problems.ts';
import type { SourceFile } from '../../source.ts';
import { readParamsBeside, siblingPaths } from '../../tables/beside.ts';
import { artifactsBeside } from '../../tables/files-beside.ts';
import { HeldHead } from '../../tables/held-head.ts';
import { RunTurns } from '../../tables/run-turns.ts';
import { goesOn } from '../../tables/same-reading.ts';
import { makeTableMapper } from '../../tables/to-events.ts';
import type { Dialect } from './dialect.ts';
import { GrowingSample } from './growing-sample.ts';
import { guessSample } from './guess.ts';
import { type CsvSample, HEAD_BYTES, inspectHead } from './inspect.ts';
import { originOf, usableLayout } from './origin.ts';
import { readCsv } from './read.ts';
import { CsvReading } from './reading.ts';

interface Begun {
  readonly reading: CsvReading;
  readonly dialect: Dialect;
  /** What its runs are told by beside the rows. */
  readonly origin: string;
}

const RESTART: FollowRestart = { kind: 'restart' };

/** Follows a table of text. While its first rows may still change how they are read, that is guessed again. */
export class CsvFollower implements Follower {
  private readonly head = new HeldHead(HEAD_BYTES);
  private readonly seam = new Seam();
  private readonly turns = new RunTurns();
  private readonly told = new ToldProblems();
  private begun: Begun | null = null;
  private readonly growing = new GrowingSample();
  /** What the first rows say, as many as are looked at. */
  private settled: CsvSample | null = null;
  /** What the layout was guessed from. */
  private guessed: { readonly sample: CsvSample | null; readonly beside: string } = {
    sample: null,
    beside: '',
  };
  private beside = '';
  private params: { readonly state: string; readonly pairs: readonly Pair[] } = { state: '', pairs: [] };
  /** Set while something is told: whoever breaks off then cannot go on. */
  private isTelling = false;

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    const { file } = source;
    throwIfAborted(context.signal);
    if (file === null) return;
    const growth = this.isTelling ? 'replaced' : await this.look(file);
    const beside = stateBeside(source, file);
    const isAsBefore = growth === 'same' && beside === this.beside;
    if (growth === 'replaced' || (!isAsBefore && !(await this.prepare(source, context, false)))) {
      yield RESTART;
      return;
    }
    this.beside = beside;
    if (this.begun) yield* this.tell(this.begun, source, file, context, false);
    else this.settleUntold(file);
  }

  async *end(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    const { file } = source;
    if (file === null) return;
    const isGoing = !this.isTelling && (await this.look(file)) !== 'replaced';
    if (!isGoing || !(await this.prepare(source, context, true))) {
      yield RESTART;
      return;
    }
    if (this.begun) yield* this.tell(this.begun, source, file, context, true);
    // Nothing was told of it, nor will be: the reading says why.
    else yield* readCsv(source, context);
  }

  hasLastRow(): boolean {
    return this.begun?.reading.hasLastRow ?? false;
  }

  /** Should other bytes lie there the next time, the head is not theirs. */
  private settleUntold(file: SourceFile): void {
    const { bytes } = this.head;
    this.seam.note(bytes, bytes.length);
    this.seam.settle(file);
  }

  private async look(file: SourceFile) {
    const growth = await this.seam.look(file);
    return growth === 'grown' && !(await this.head.hasHeader(file)) ? 'replaced' : growth;
  }

  /** Reads how the table is to be read. False where that is not how it was read so far. */
  private async prepare(source: ImportSource, context: ReadContext, isOver: boolean): Promise<boolean> {
    const file = source.file!;
    await this.head.readOn(file);
    const { begun } = this;
    const sample = this.sampleOf(file, isOver);
    if (sample === null || sample.sampledRows === 0) return begun === null;
    const beside = stateBeside(source, file);
    if (begun && sample === this.guessed.sample && beside === this.guessed.beside) return true;
    this.guessed = { sample, beside };
    const layout = usableLayout(context.layout, sample) ?? guessSample(source, sample).layout;
    const origin = originOf(file, sample, await this.paramsNow(source, file, isOver));
    if (!begun) {
      const mapper = makeTableMapper(layout, origin);
      const { dialect } = sample;
      if (mapper)
        this.begun = {
          reading: new CsvReading(layout, dialect, mapper),
          dialect,
          origin: JSON.stringify(origin),
        };
      return true;
    }
    const { reading, dialect } = begun;
    if (begun.origin !== JSON.stringify(origin) || !isWrittenAlike(dialect, sample.dialect)) return false;
    if (!goesOn(reading.layout, layout, reading.mapper.grow !== undefined)) return false;
    if (layout.columns.length !== reading.layout.columns.length) return false;
    if (layout.columns.some(({ role }, at) => role !== reading.layout.columns[at]?.role))
      reading.adopt(layout);
    reading.layout = layout;
    return true;
  }

  /** Whoever writes the settings anew with each row empties them first: then those before stand. */
  private async paramsNow(
    { tree }: ImportSource,
    file: SourceFile,
    isOver: boolean,
  ): Promise<readonly Pair[]> {
    const [path] = siblingPaths(tree, file.path);
    const beside = path === undefined ? undefined : tree.get(path);
    const state = beside ? `${beside.sizeBytes} ${beside.modifiedMs}` : '';
    if (state === this.params.state || (!isOver && beside?.sizeBytes === 0)) return this.params.pairs;
    this.params = { state, pairs: await readParamsBeside(tree, file.path) };
    return this.params.pairs;
  }

  private sampleOf({ sizeBytes, path }: SourceFile, isOver: boolean): CsvSample | null {
    const { head, settled } = this;
    // Nobody looks at the bytes any more.
    if (settled && head.bytes.length === 0) return settled;
    if (isOver && !settled) return inspectHead(head.bytes, head.bytes.length >= sizeBytes, path);
    const sample = this.growing.take(head.bytes, path);
    if (sample?.dialect.newline === '\n' && (sample.isFull || head.isFull)) this.settled = sample;
    return sample;
  }

  private async *tell(
    { reading }: Begun,
    source: ImportSource,
    file: SourceFile,
    { signal }: ReadContext,
    isOver: boolean,
  ): AsyncGenerator<ImportEvent> {
    const { turns, told } = this;
    const { path } = file;
    this.isTelling = true;
    yield* told.news(reading.problemsOfText(path));
    for await (const event of reading.readOn({ file: this.head.over(file), isOver, signal }))
      yield* turns.tell([event]);
    yield* turns.tell(reading.mapper.flush());
    yield* turns.tellFiles(artifactsBeside(source.tree, path));
    yield* turns.close();
    const problems = [...reading.mapper.problems(), ...reading.problems(path)];
    yield* isOver ? told.last(problems) : told.news(problems);
    reading.shrink();
    if (this.settled && this.head.isFull) this.head.release();
    this.seam.note(reading.lastBytes, reading.offset);
    this.seam.settle(file);
    this.isTelling = false;
  }
}

function isWrittenAlike(a: Dialect, b: Dialect): boolean {
  return a.newline === b.newline && a.encodingIsSure === b.encodingIsSure;
}

/** What lies beside the table and says more of its runs. */
function stateBeside({ tree }: ImportSource, { path }: SourceFile): string {
  const files = siblingPaths(tree, path).map((one) => tree.get(one));
  return files.map((one) => `${one?.path} ${one?.sizeBytes} ${one?.modifiedMs}`).join();
}
