import { PointBuilder } from '../../../../src/base/columns.ts';
import { parseNumber, parseNumberAt } from './python-number.ts';

/** Facts of a metric line beyond the point itself; MLflow 3 writes them for datasets and logged models. */
export interface LineExtra {
  readonly run: string;
  readonly datasetName: string;
  readonly datasetDigest: string;
}

export interface MetricDamage {
  /** Lines that are no points: how many, the first of them (1-based) and its text. */
  skippedLines: number;
  firstSkippedLine: number;
  firstSkippedText: string;
  /** Line at which the file breaks off in the middle or turns into NUL bytes; 0 when it ends well. */
  truncatedLine: number;
}

/** How far a file was read, for a parser that goes on from there. */
export interface MetricPlace {
  /** Lines before. */
  readonly line: number;
  readonly lastFieldCount: number;
  readonly lastStep: number;
}

/** MLflow up to 0.9 wrote seconds; 1e11 is the year 5138 in seconds and 1973 in milliseconds. */
const MAX_SECONDS = 1e11;
export const MAX_LINE_LENGTH = 64 * 1024;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
/** A line is some 35 bytes; an estimate that is too low costs a copy. */
const BYTES_PER_LINE = 24;
const MAX_FIRST_POINTS = 65_536;

/**
 * Turns metric lines (`time value step …`) into columns, a chunk of bytes at a time. Nothing is sorted, dropped or
 * made up: the lines are the points, exact duplicates included.
 */
export class MetricParser {
  readonly points: PointBuilder;
  readonly damage: MetricDamage = {
    skippedLines: 0,
    firstSkippedLine: 0,
    firstSkippedText: '',
    truncatedLine: 0,
  };
  private readonly onExtra: ((fields: readonly string[], point: number) => void) | null;
  private readonly decoder = new TextDecoder();
  private rest: Uint8Array = new Uint8Array(0);
  private line = 0;
  private lastFieldCount = 0;
  private lastStep = Number.NEGATIVE_INFINITY;

  /** `onExtra` gets the fields after the third, with the index of the point in `points`. */
  constructor(
    sizeBytes: number,
    onExtra: ((fields: readonly string[], point: number) => void) | null = null,
  ) {
    this.points = new PointBuilder(Math.min(MAX_FIRST_POINTS, Math.ceil(sizeBytes / BYTES_PER_LINE) + 1));
    this.onExtra = onExtra;
  }

  /** Where the lines end that were pushed so far; the columns go with the parser. */
  get place(): MetricPlace {
    return {
      line: this.line,
      lastFieldCount: this.lastFieldCount,
      lastStep: this.points.columns().steps.at(-1) ?? this.lastStep,
    };
  }

  /** Goes on behind the lines of another parser. */
  goOnFrom(place: MetricPlace): void {
    this.line = place.line;
    this.lastFieldCount = place.lastFieldCount;
    this.lastStep = place.lastStep;
  }

  /** False when the rest of the file is of no use. */
  push(chunk: Uint8Array): boolean {
    const nul = chunk.indexOf(0);
    const usable = nul < 0 ? chunk : chunk.subarray(0, nul);
    const end = usable.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      this.parseLines(this.decoder.decode(joined(this.rest, usable.subarray(0, end))));
      this.rest = usable.slice(end);
    } else {
      this.rest = joined(this.rest, usable);
    }
    if (this.rest.length > MAX_LINE_LENGTH) {
      // A line without end: kept short, so that it is counted as one bad line when its end comes.
      this.rest = this.rest.slice(0, MAX_LINE_LENGTH);
    }
    if (nul < 0) return true;
    this.damage.truncatedLine = this.line + 1;
    this.rest = new Uint8Array(0);
    return false;
  }

  /** Begins the columns anew once they have been handed on. */
  clearPoints(): void {
    if (this.points.length > 0) this.lastStep = this.points.columns().steps[this.points.length - 1]!;
    this.points.length = 0;
  }

  /** The last line has no line feed: a crash, a live file, or an editor. It counts only when it looks whole. */
  finish(): void {
    const text = withoutReturn(this.decoder.decode(this.rest));
    this.rest = new Uint8Array(0);
    if (text.trim() === '') return;
    const fieldCount = text.split(' ').length;
    const looksWhole = fieldCount >= 3 && (this.lastFieldCount === 0 || fieldCount === this.lastFieldCount);
    if (looksWhole && !this.goesBack(text) && this.addPoint(text, 0, text.length)) return;
    this.damage.truncatedLine = this.line + 1;
  }

  /** A step of fewer digits than the one before it is what a cut leaves of a longer one. */
  private goesBack(line: string): boolean {
    const before = this.points.columns().steps.at(-1) ?? this.lastStep;
    const step = parseNumber(line.split(' ')[2] ?? '');
    return step === null || step < before;
  }

  private parseLines(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const isPoint = this.addPoint(text, start, text.charCodeAt(end - 1) === RETURN ? end - 1 : end);
      this.line += 1;
      if (!isPoint) this.noteSkipped(text.slice(start, end));
      start = end + 1;
    }
  }

  private noteSkipped(line: string): void {
    if (line.trim() === '') return;
    if (this.damage.skippedLines === 0) {
      this.damage.firstSkippedLine = this.line;
      this.damage.firstSkippedText = line.trimEnd().slice(0, 80);
    }
    this.damage.skippedLines += 1;
  }

  /** The line in text[start, end). Works on places in the text, so that a point costs no strings. */
  private addPoint(text: string, start: number, end: number): boolean {
    const first = findSpace(text, start, end);
    const second = findSpace(text, first + 1, end);
    if (first === start || first === end) return false;
    const timeMs = parseNumberAt(text, start, first);
    const value = parseNumberAt(text, first + 1, second);
    if (timeMs === null || value === null || !Number.isFinite(timeMs)) return false;
    if (second === end) return this.addOldPoint(timeMs, value);
    const third = findSpace(text, second + 1, end);
    const step = parseNumberAt(text, second + 1, third);
    if (step === null || !Number.isFinite(step)) return false;
    this.points.push(step, timeMs, value);
    this.lastFieldCount = 3;
    if (third < end) {
      const extra = text.slice(third + 1, end).split(' ');
      this.lastFieldCount = 3 + extra.length;
      this.onExtra?.(extra, this.points.length - 1);
    }
    return true;
  }

  /** Two fields: written before there were steps, with the time in seconds. */
  private addOldPoint(time: number, value: number): true {
    this.points.push(0, time < MAX_SECONDS ? time * 1000 : time, value);
    this.lastFieldCount = 2;
    return true;
  }
}

/** `[run, name…, digest]` of a logged model's line, `[name…, digest]` of a run's; a name may hold spaces. */
export function toLineExtra(fields: readonly string[], hasRun: boolean): LineExtra {
  const rest = hasRun ? fields.slice(1) : fields;
  return {
    run: hasRun ? (fields[0] ?? '') : '',
    datasetName: rest.slice(0, -1).join(' '),
    datasetDigest: rest.length > 1 ? rest.at(-1)! : '',
  };
}

/** Looks no further than the line: searching the whole text would make a file without spaces take for ever. */
function findSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== SPACE) at += 1;
  return at;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const whole = new Uint8Array(left.length + right.length);
  whole.set(left);
  whole.set(right, left.length);
  return whole;
}
