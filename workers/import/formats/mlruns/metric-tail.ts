import type { PointColumns } from '../../../../src/base/columns.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { type SourceFile, SourceReadError } from '../../source.ts';
import { MAX_LINE_LENGTH, type MetricDamage, MetricParser, type MetricPlace } from './metric-file.ts';
import { SMALL_FILE_BYTES } from './read-ahead.ts';
import { toProblems } from './series.ts';

/** Bytes before the new ones that are compared with what was read there: a share of the new ones, at least the line feed. */
const MOST_COMPARED = 64;
const COMPARED_SHARE = 32;
const LINE_FEED = 10;

/** `otherFile`: what was read is not there any more, so its points would have to be taken back. */
export type TailOutcome = 'read' | 'unreadable' | 'otherFile';

const NO_DAMAGE: MetricDamage = {
  skippedLines: 0,
  firstSkippedLine: 0,
  firstSkippedText: '',
  truncatedLine: 0,
};

export interface TailReader {
  onPoints(points: PointColumns): void;
  onProblem(problem: ImportProblem): void;
}

/** One metric file that grows: how far it was read, to the end of the last line that is whole. */
export class MetricTail {
  private offset = 0;
  private place: MetricPlace = { line: 0, lastFieldCount: 0, lastStep: Number.NEGATIVE_INFINITY };
  /** The last bytes before `offset`. */
  private end: Uint8Array = new Uint8Array(0);
  /** A line of more than any point has, of which the end has not come yet. */
  private isInLongLine = false;
  private damage: MetricDamage = NO_DAMAGE;

  get isNew(): boolean {
    return this.offset === 0;
  }

  get hasTold(): boolean {
    return this.place.line > 0;
  }

  isShorter(sizeBytes: number): boolean {
    return sizeBytes < this.offset;
  }

  /** Hands on the points that are new, to the last line that has its line feed. */
  async readOn(
    file: SourceFile,
    reader: TailReader,
    /** The whole file, where it was read already. */
    bytes: Uint8Array | null = null,
  ): Promise<TailOutcome> {
    const { sizeBytes } = file;
    if (this.isShorter(sizeBytes)) return 'otherFile';
    if (sizeBytes === this.offset) return this.isSame(file);
    while (this.offset < sizeBytes) {
      const compared = this.comparedBytes(sizeBytes);
      const from = this.offset - compared;
      let chunk: Uint8Array;
      try {
        const to = Math.min(sizeBytes, this.offset + SMALL_FILE_BYTES);
        chunk = bytes?.subarray(from, to) ?? (await file.slice(from, to));
      } catch (error) {
        if (!(error instanceof SourceReadError)) throw error;
        return 'unreadable';
      }
      if (!this.goesOn(chunk.subarray(0, compared))) return 'otherFile';
      if (!this.take(chunk.subarray(compared), file, reader)) break;
    }
    return 'read';
  }

  /** Written to without having grown: touched, or replaced by another of the same size. */
  private async isSame(file: SourceFile): Promise<TailOutcome> {
    try {
      return this.goesOn(await file.slice(this.offset - this.end.length, this.offset)) ? 'read' : 'otherFile';
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
      return 'unreadable';
    }
  }

  private comparedBytes(sizeBytes: number): number {
    const wanted = 1 + Math.floor((sizeBytes - this.offset) / COMPARED_SHARE);
    return Math.min(wanted, MOST_COMPARED, this.end.length);
  }

  private goesOn(overlap: Uint8Array): boolean {
    const skipped = this.end.length - overlap.length;
    return overlap.every((byte, i) => byte === this.end[skipped + i]);
  }

  /** Takes the whole lines; false when there is none. NUL bytes are what a power cut or a slow disk leaves: not yet. */
  private take(chunk: Uint8Array, file: SourceFile, reader: TailReader): boolean {
    const nul = chunk.indexOf(0);
    let lines = nul < 0 ? chunk : chunk.subarray(0, nul);
    if (this.isInLongLine) {
      const at = lines.indexOf(LINE_FEED) + 1;
      this.isInLongLine = at === 0;
      if (at === 0) return this.moveTo(lines);
      this.moveTo(lines.subarray(0, at));
      lines = lines.subarray(at);
    }
    const whole = lines.subarray(0, lines.lastIndexOf(LINE_FEED) + 1);
    if (whole.length === 0 && lines.length > MAX_LINE_LENGTH) {
      this.isInLongLine = true;
      return this.moveTo(lines);
    }
    if (whole.length === 0) return false;
    this.parse(whole, false, file, reader);
    return this.moveTo(whole);
  }

  private moveTo(taken: Uint8Array): boolean {
    this.offset += taken.length;
    if (taken.length >= MOST_COMPARED) this.end = taken.slice(-MOST_COMPARED);
    else {
      const end = new Uint8Array(Math.min(MOST_COMPARED, this.end.length + taken.length));
      const kept = end.length - taken.length;
      end.set(this.end.subarray(this.end.length - kept));
      end.set(taken, kept);
      this.end = end;
    }
    return taken.length > 0;
  }

  /** Nobody writes any more: what stands behind the last line feed is the end, whole or not. */
  async close(file: SourceFile, reader: TailReader): Promise<void> {
    if (file.sizeBytes === 0) reader.onProblem({ code: 'empty-file', path: file.path });
    if (this.offset >= file.sizeBytes || this.isInLongLine) return;
    try {
      const rest = await file.slice(this.offset, Math.min(file.sizeBytes, this.offset + MAX_LINE_LENGTH));
      this.parse(rest, true, file, reader);
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
    }
  }

  private parse(lines: Uint8Array, isLast: boolean, file: SourceFile, reader: TailReader): void {
    const parser = new MetricParser(lines.length);
    parser.goOnFrom(this.place);
    parser.push(lines);
    if (isLast) parser.finish();
    this.place = parser.place;
    if (parser.points.length > 0) reader.onPoints(parser.points.columns());
    const { damage } = parser;
    if (damage.skippedLines + damage.truncatedLine === 0) return;
    const isFirst = this.damage.skippedLines === 0;
    const skippedLines = this.damage.skippedLines + damage.skippedLines;
    this.damage = { ...(isFirst ? damage : this.damage), skippedLines, truncatedLine: damage.truncatedLine };
    for (const problem of toProblems(this.damage, file)) reader.onProblem(problem);
  }
}
