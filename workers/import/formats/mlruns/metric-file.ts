import { PointBuilder } from '../../../../src/base/columns.ts';

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

/** MLflow up to 0.9 wrote seconds; 1e11 is the year 5138 in seconds and 1973 in milliseconds. */
const MAX_SECONDS = 1e11;
const MAX_LINE_LENGTH = 64 * 1024;
const LINE_FEED = 10;

/**
 * Turns metric lines (`time value step …`) into columns, a chunk of bytes at a time. Nothing is sorted, dropped or
 * made up: the lines are the points, exact duplicates included.
 */
export class MetricParser {
  readonly points = new PointBuilder(64);
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
  constructor(onExtra: ((fields: readonly string[], point: number) => void) | null = null) {
    this.onExtra = onExtra;
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
    if (looksWhole && !this.goesBack(text) && this.addPoint(text)) return;
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
      const line = withoutReturn(text.slice(start, end));
      start = end + 1;
      this.line += 1;
      if (this.addPoint(line) || line.trim() === '') continue;
      if (this.damage.skippedLines === 0) {
        this.damage.firstSkippedLine = this.line;
        this.damage.firstSkippedText = line.slice(0, 80);
      }
      this.damage.skippedLines += 1;
    }
  }

  private addPoint(line: string): boolean {
    const first = line.indexOf(' ');
    if (first <= 0) return false;
    const second = line.indexOf(' ', first + 1);
    const timeMs = parseNumber(line.slice(0, first));
    if (second < 0) return this.addOldPoint(timeMs, parseNumber(line.slice(first + 1)));
    const third = line.indexOf(' ', second + 1);
    const value = parseNumber(line.slice(first + 1, second));
    const step = parseNumber(third < 0 ? line.slice(second + 1) : line.slice(second + 1, third));
    if (timeMs === null || value === null || step === null) return false;
    if (!Number.isFinite(timeMs) || !Number.isFinite(step)) return false;
    this.points.push(step, timeMs, value);
    this.lastFieldCount = 3;
    if (third >= 0) {
      const extra = line.slice(third + 1).split(' ');
      this.lastFieldCount = 3 + extra.length;
      this.onExtra?.(extra, this.points.length - 1);
    }
    return true;
  }

  /** Two fields: written before there were steps, with the time in seconds. */
  private addOldPoint(time: number | null, value: number | null): boolean {
    if (time === null || value === null || !Number.isFinite(time)) return false;
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

const PYTHON_NUMBER =
  /^[+-]?(?:nan|inf(?:inity)?|\d[\d_]*\.?[\d_]*(?:e[+-]?[\d_]+)?|\.\d[\d_]*(?:e[+-]?[\d_]+)?)$/i;

/** A number as Python reads it; null when the text is none. */
export function parseNumber(text: string): number | null {
  const first = text.charCodeAt(text.charCodeAt(0) === 45 ? 1 : 0);
  // The common case: starts with a digit and is not hexadecimal, octal or binary, which Python's float() refuses.
  if (first >= 48 && first <= 57) {
    const value = Number(text);
    if (!Number.isNaN(value)) return /^-?0[box]/i.test(text) || text.endsWith(' ') ? null : value;
  }
  if (text.length > 64 || !PYTHON_NUMBER.test(text)) return null;
  const word = text.toLowerCase().replace(/^[+-]/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (word === 'nan') return Number.NaN;
  if (word.startsWith('inf')) return sign * Number.POSITIVE_INFINITY;
  if (/_(?!\d)|(?:^|[^\d])_/.test(word)) return null;
  const value = Number(word.replaceAll('_', ''));
  return Number.isNaN(value) ? null : sign * value;
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
