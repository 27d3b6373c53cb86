import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { nameStranger } from '../../detect/known-strangers.ts';
import type { ImportEvent } from '../../format.ts';
import { endBlockLog, followBlockLog, LogPlace } from '../../reading/block-log.ts';
import { damagedLog } from '../../reading/log-problems.ts';
import { nameOf, type SourceFile, type SourceTree } from '../../source.ts';
import type { JsonValue } from '../../text/lenient-json.ts';
import type { RunFolder } from './run-folders.ts';
import { LOG_HEAD_BYTES, readWindow } from './run-log.ts';
import type { RunReading } from './run-reading.ts';
import { findBeside, type RunTexts } from './run-texts.ts';
import { readJsonLines } from './text-files.ts';

const MAGIC = [0x3a, 0x57, 0x26, 0x42];
/** Whoever is something else than its name says shows it in so many bytes. */
const STRANGER_BYTES = 256;
const MOST_HEAD_BYTES = 4096;

/** One folder of a run as far as it was read. */
export class BegunPart {
  readonly folder: string;
  readonly log: string | null;
  private readonly place = new LogPlace(LOG_HEAD_BYTES);
  private kind: 'unknown' | 'log' | 'stranger' = 'unknown';
  private readonly problems: ImportProblem[] = [];
  /** Of files that are read as a whole: how they were. */
  private linesVersion = '';
  private hasLines = false;
  private textsVersion = '';
  private isBegun = false;
  private isOver = false;
  private logBytes = 0;
  private readonly reading: RunReading;
  private readonly gapsFrom: number;
  /** What damage had cost when the next folder was begun. */
  private damage: readonly ImportProblem[] | null = null;

  constructor({ folder, log }: RunFolder, reading: RunReading) {
    this.folder = folder;
    this.log = log;
    this.reading = reading;
    this.gapsFrom = reading.history.gaps.length;
  }

  get hasLog(): boolean {
    return this.kind === 'log';
  }

  /** Reads what is new. False where that does not go on from what was read. `isLast`: no later folder was begun. */
  async *readOn(
    tree: SourceTree,
    part: RunFolder,
    texts: RunTexts,
    how: { readonly isLast: boolean; readonly isOver: boolean; readonly signal: AbortSignal },
  ): AsyncGenerator<ImportEvent, boolean> {
    const log = part.log === null ? undefined : tree.get(part.log);
    if (log && this.kind === 'unknown') await this.settle(log, how.isOver);
    if (log && this.kind === 'log') {
      const growth = await this.place.seam.look(log);
      if (growth === 'replaced') return false;
      if (growth === 'grown') {
        if (this.isBegun && (!how.isLast || this.hasLines)) return false;
        yield* this.readLog(log, how.signal);
      }
    }
    const isOver = how.isOver && how.isLast;
    if (isOver) this.finish();
    const version = linesVersion(tree, part);
    if (this.isBegun && version !== this.linesVersion) return false;
    if (this.isBegun && !how.isLast && this.textsVersion !== textsVersion(tree, part)) return false;
    if (!this.isBegun) yield* this.readLines(tree, part, texts, how.signal);
    this.linesVersion = version;
    this.isBegun = true;
    return true;
  }

  /** Another folder of the run follows. */
  leave(tree: SourceTree, part: RunFolder): void {
    this.finish();
    this.textsVersion = textsVersion(tree, part);
    this.damage = this.findDamage();
  }

  *allProblems(): Generator<ImportProblem> {
    yield* this.damage ?? this.findDamage();
    yield* this.problems;
  }

  /** Where the log ends in the middle of a record that nobody will write to its end. */
  get cutAt(): number | null {
    if (!this.isOver || this.kind !== 'log') return null;
    const { isCut, atByte } = this.place.end(this.logBytes);
    return isCut ? atByte : null;
  }

  /** Once more, history and stats alone. */
  async *readAgain(
    tree: SourceTree,
    part: RunFolder,
    again: RunReading,
    signal: AbortSignal,
  ): AsyncGenerator<void> {
    const log = this.kind === 'log' && this.log !== null ? tree.get(this.log) : undefined;
    if (log) {
      for await (const window of followBlockLog(log, new LogPlace(LOG_HEAD_BYTES), signal)) {
        readWindow(window, again);
        yield;
      }
      again.endFile();
    }
    for (const [file, reader] of linesWith(tree, part, again)) {
      for await (const { rows } of readJsonLines(file, signal)) {
        for (const row of rows) reader.readJson(row);
        yield;
      }
    }
  }

  private findDamage(): readonly ImportProblem[] {
    if (this.kind !== 'log' || this.log === null) return [];
    const { reading, log } = this;
    const found: ImportProblem[] = [];
    const { damages, firstDamage, tooLarge } = this.place.end(this.logBytes);
    if (damages > 0) {
      const gaps = reading.history.gaps.slice(this.gapsFrom);
      const lost = { places: damages, firstByte: firstDamage, records: reading.lostRecords, gaps };
      found.push(damagedLog(log, lost));
    }
    if (tooLarge > 0) found.push({ code: 'limit-reached', path: log, facts: { limit: 'a record of 64 MB' } });
    return found;
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.kind === 'log') readWindow(endBlockLog(this.place), this.reading);
  }

  /** Whoever copied the folder may have left a pointer or a page under the name of the log. */
  private async settle(log: SourceFile, isOver: boolean): Promise<void> {
    const magic = await log.slice(0, MAGIC.length);
    if (magic.length === MAGIC.length && MAGIC.every((byte, at) => magic[at] === byte)) this.kind = 'log';
    else if (isOver || log.sizeBytes >= STRANGER_BYTES) {
      const head = await log.slice(0, MOST_HEAD_BYTES);
      const code = nameStranger(nameOf(log.path), head, log.sizeBytes) ?? 'unrecognised-file';
      this.problems.push({ code, path: log.path });
      this.kind = 'stranger';
    }
  }

  private async *readLog(log: SourceFile, signal: AbortSignal): AsyncGenerator<ImportEvent> {
    for await (const window of followBlockLog(log, this.place, signal)) {
      readWindow(window, this.reading);
      yield { kind: 'progress', bytesRead: window.sizeBytes, file: log.path };
    }
    this.logBytes = log.sizeBytes;
  }

  /** What clients before 0.10 wrote instead of a log. */
  private async *readLines(
    tree: SourceTree,
    part: RunFolder,
    texts: RunTexts,
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent> {
    const { reading } = this;
    for (const [file, reader] of linesWith(tree, part, reading)) {
      this.hasLines = true;
      let bad = 0;
      for await (const lines of readJsonLines(file, signal)) {
        for (const row of lines.rows) reader.readJson(row);
        bad += lines.bad;
        yield { kind: 'progress', bytesRead: lines.bytes, file: file.path };
      }
      if (bad > 0)
        this.problems.push({ code: 'metric-line-skipped', path: file.path, facts: { lines: bad } });
    }
    if (part.log === null) await texts.addSummary(reading.summary, reading.facts, tree, part);
  }
}

interface LineReader {
  readJson(row: ReadonlyMap<string, JsonValue>): void;
}

function* linesWith(
  tree: SourceTree,
  part: RunFolder,
  { history, stats }: RunReading,
): Generator<readonly [file: SourceFile, reader: LineReader]> {
  const ofHistory = findBeside(tree, part, 'wandb-history.jsonl');
  const ofStats = findBeside(tree, part, 'wandb-events.jsonl');
  if (ofHistory) yield [ofHistory, history];
  if (ofStats) yield [ofStats, stats];
}

/** Files that are read once, behind the log. */
function linesVersion(tree: SourceTree, part: RunFolder): string {
  const names = ['wandb-history.jsonl', 'wandb-events.jsonl'];
  if (part.log === null) names.push('wandb-summary.json');
  return versionOf(tree, part, names);
}

function textsVersion(tree: SourceTree, part: RunFolder): string {
  return versionOf(tree, part, ['config.yaml', 'wandb-metadata.json']);
}

function versionOf(tree: SourceTree, part: RunFolder, names: readonly string[]): string {
  const files = names.map((name) => findBeside(tree, part, name));
  return files
    .map((file) => (file ? `${file.sizeBytes} ${file.modifiedMs}` : ''))
    .join(' ')
    .trim();
}
