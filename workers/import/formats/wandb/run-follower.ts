import type { RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { cutLog, unfinishedRun } from '../../reading/log-problems.ts';
import { ToldProblems } from '../../reading/told-problems.ts';
import { nameOf, type SourceTree } from '../../source.ts';
import { RunArtifacts } from './run-artifacts.ts';
import type { RunFolder } from './run-folders.ts';
import { BegunPart } from './run-parts.ts';
import { RunReading } from './run-reading.ts';
import { RunTexts } from './run-texts.ts';
import { experimentOf, inputsOf, toRunRecord } from './to-record.ts';

export interface Turn {
  readonly tree: SourceTree;
  /** The folders of the run. */
  readonly folders: readonly RunFolder[];
  /** Nobody will write any more: what waits for its end is told as it is. */
  readonly isOver: boolean;
  readonly signal: AbortSignal;
}

/** What is to be told of a run at the end of a turn. */
interface Draft {
  readonly run: RunRecord;
  readonly experiment: ExperimentRecord;
  readonly inputs: readonly DatasetRecord[];
  /** Values that the summary alone has, once they are final; null before. */
  readonly finals: readonly FinalPoint[] | null;
  readonly isEnded: boolean;
}

type FinalPoint = readonly [metric: string, step: number, timeMs: number, value: number];

/** One run in one or several folders, read on and on. */
export class RunFollower {
  private readonly reading = new RunReading();
  private readonly parts: BegunPart[] = [];
  private folders: readonly RunFolder[] = [];
  private readonly texts = new RunTexts();
  private readonly artifacts = new RunArtifacts();
  private readonly problems = new ToldProblems();
  private draft: Draft | null = null;
  private toldRun: { readonly key: RunKey; readonly text: string } | null = null;
  private readonly toldRecords = new Map<string, string>();
  private toldFinals: string | null = null;

  /** Reads what is new. False where that does not go on from what was told. */
  async *readOn(turn: Turn): AsyncGenerator<ImportEvent, boolean> {
    const { tree, signal } = turn;
    this.folders = [...turn.folders].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
    if (this.parts.some(({ folder, log }, at) => !isSame(this.folders[at], folder, log))) return false;
    for (const [at, folder] of this.folders.entries()) {
      if (at === this.parts.length) await this.begin(tree, folder);
      const isLast = at === this.parts.length - 1;
      const isOver = turn.isOver && at === this.folders.length - 1;
      if (!(yield* this.parts[at]!.readOn(tree, folder, this.texts, { isLast, isOver, signal })))
        return false;
    }
    if (this.reading.points.isOver && this.toldRun !== null) return false;
    this.draft = await this.makeDraft(turn);
    const { draft, toldRun, toldFinals } = this;
    if (toldRun !== null && draft?.run.key !== toldRun.key) return false;
    return toldFinals === null || JSON.stringify(draft?.finals) === toldFinals;
  }

  async *tell(turn: Turn): AsyncGenerator<ImportEvent> {
    if (this.draft !== null) yield* this.tellRun(this.draft, turn);
    if (turn.isOver) yield* this.problems.last(this.allProblems(true));
    else yield* this.problems.news(this.allProblems(false));
  }

  /** What the folder before says of the run stands before what this one says. */
  private async begin(tree: SourceTree, folder: RunFolder): Promise<void> {
    const before = this.parts.at(-1);
    if (before) {
      const ofBefore = this.folders[this.parts.length - 1]!;
      before.leave(tree, ofBefore);
      await this.texts.addTo(this.reading.facts, tree, ofBefore);
      if (before.hasLog) this.reading.endFile();
    }
    this.parts.push(new BegunPart(folder, this.reading));
  }

  private async makeDraft({ tree, isOver }: Turn): Promise<Draft | null> {
    const { reading, folders } = this;
    const facts = reading.facts.copy();
    await this.texts.addTo(facts, tree, folders[this.parts.length - 1]!);
    if (facts.isEmpty && reading.history.rows === 0) return null;
    const first = folders[0]!;
    const isKnown = isOver || first.log === null || facts.id !== '' || reading.history.rows > 0;
    if (!isKnown) return null;
    const finals = reading.summary.finals();
    facts.summaryTexts.push(...finals.texts);
    const experiment = experimentOf(facts);
    const inputs = inputsOf(facts);
    const place = { id: first.id, origin: first.log ?? first.folder, experiment: experiment.key, inputs };
    const run = toRunRecord(facts, reading, place);
    const isEnded = isOver || facts.exitCode !== null;
    const { lastStep, lastTimeMs } = reading.history;
    const step = Number.isFinite(lastStep) ? lastStep : 0;
    const points = finals.numbers
      .filter(([metric]) => !reading.points.has(metric))
      .map(([metric, value]): FinalPoint => [metric, step, run.endMs ?? lastTimeMs, value]);
    return { run, experiment, inputs, finals: isEnded ? points : null, isEnded };
  }

  private async *tellRun(
    { run, experiment, inputs, finals, isEnded }: Draft,
    turn: Turn,
  ): AsyncGenerator<ImportEvent> {
    const { tree } = turn;
    const { reading, toldRun } = this;
    if (this.isNews(experiment)) yield { kind: 'experiment', experiment };
    for (const dataset of inputs) if (this.isNews(dataset)) yield { kind: 'dataset', dataset };
    const modifiedMs = tree.get(run.origin.path)?.modifiedMs ?? run.startMs ?? 0;
    const files = { tree, parts: this.folders, reading, modifiedMs, isEnded };
    const artifacts = await this.artifacts.news(run.key, files);
    const newFinals = this.toldFinals === null ? (finals ?? []) : [];
    const text = JSON.stringify(run);
    const isQuiet =
      reading.points.isEmpty && !reading.points.isOver && newFinals.length + artifacts.length === 0;
    if (finals !== null && finals.length > 0) this.toldFinals = JSON.stringify(finals);
    if (isQuiet && toldRun?.text === text) return;
    this.toldRun = { key: run.key, text };
    yield { kind: 'run', run };
    yield* reading.points.isOver ? this.readAgain(run.key, turn) : reading.points.drain(run.key);
    for (const [metric, step, timeMs, value] of newFinals) {
      const points = {
        steps: Float64Array.of(step),
        timesMs: Float64Array.of(timeMs),
        values: Float64Array.of(value),
      };
      yield { kind: 'points', run: run.key, metric, points };
    }
    yield* artifacts;
    yield { kind: 'run-end', run: run.key };
  }

  /** There were too many points to hold until the record was known. */
  private async *readAgain(run: RunKey, { tree, signal }: Turn): AsyncGenerator<ImportEvent> {
    const again = new RunReading(true);
    again.history.startAt(this.reading.facts.startingStep);
    for (const [at, part] of this.parts.entries())
      for await (const _ of part.readAgain(tree, this.folders[at]!, again, signal))
        yield* again.points.drainSome(run);
    yield* again.points.drain(run);
    this.reading.points.resume();
  }

  private isNews(record: ExperimentRecord | DatasetRecord): boolean {
    const id = `${record.kind} ${record.key}`;
    const text = JSON.stringify(record);
    if (this.toldRecords.get(id) === text) return false;
    this.toldRecords.set(id, text);
    return true;
  }

  private *allProblems(isOver: boolean): Generator<ImportProblem> {
    const { reading, folders, draft } = this;
    const path = folders[0]!.log ?? folders[0]!.folder;
    let isEmpty = draft === null;
    for (const part of this.parts) {
      for (const problem of part.allProblems()) {
        isEmpty = false;
        yield problem;
      }
    }
    if (isOver) {
      for (const problem of this.texts.problems()) {
        isEmpty = false;
        yield problem;
      }
      if (isEmpty) yield { code: 'run-empty', path };
    }
    if (draft === null) return;
    if (isOver) yield* this.unfinished(draft);
    if (reading.keysRefused > 0) yield { code: 'limit-reached', path, facts: { limit: '100,000 metrics' } };
    const dropped = reading.lines.refused + reading.console.dropped + reading.mediaLeft;
    if (dropped > 0)
      yield { code: 'limit-reached', path, facts: { limit: 'texts, console or images of one run' } };
  }

  /** What whoever wrote the run did not get to write. */
  private *unfinished({ run }: Draft): Generator<ImportProblem> {
    const { lastStep } = this.reading.history;
    const { missing } = this.artifacts;
    if (missing > 0) yield { code: 'media-missing', path: run.origin.path, facts: { files: missing } };
    for (const { log, cutAt } of this.parts)
      if (log !== null && cutAt !== null) yield cutLog(log, cutAt, lastStep);
    const last = this.parts.findLast(({ hasLog }) => hasLog);
    if (last?.log && last.cutAt === null && this.reading.facts.exitCode === null)
      yield unfinishedRun(last.log, lastStep);
  }
}

function isSame(now: RunFolder | undefined, folder: string, log: string | null): boolean {
  return now?.folder === folder && now.log === log;
}

/** The time in the name of the folder: `20240505_100723`. */
function startOf({ folder }: RunFolder): string {
  return /run-(\d{8}_\d{6})-/.exec(nameOf(folder))?.[1] ?? nameOf(folder);
}
