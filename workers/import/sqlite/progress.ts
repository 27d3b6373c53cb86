import type { ImportEvent } from '../format.ts';
import type { SourceFile } from '../source.ts';

/** Opening reads the file once; the rest of the bar is rows. */
const OPENING_SHARE = 0.3;
/** A tick of the progress bar; also how long an abort may have to wait for its turn. */
export const TICK_MS = 100;

/** Turns rows into bytes for the progress bar: all of them together are the file, whatever their tables weigh. */
export class Progress {
  private readonly file: SourceFile;
  private rowsExpected = 1;
  private rows = 0;
  private told = 0;
  private lastTick = performance.now();

  constructor(file: SourceFile) {
    this.file = file;
  }

  expectRows(count: number): void {
    this.rowsExpected = Math.max(1, count);
  }

  /** While the file is being read into memory. */
  loading(bytesLoaded: number): ImportEvent {
    return this.upTo((bytesLoaded / Math.max(1, this.file.sizeBytes)) * OPENING_SHARE);
  }

  opened(): ImportEvent {
    return this.upTo(OPENING_SHARE);
  }

  advance(rows: number): ImportEvent {
    this.rows += rows;
    const share = Math.min(1, this.rows / this.rowsExpected);
    return this.upTo(OPENING_SHARE + share * (1 - OPENING_SHARE));
  }

  finished(): ImportEvent {
    return this.upTo(1);
  }

  isTime(): boolean {
    return performance.now() - this.lastTick >= TICK_MS;
  }

  /** Lets messages in every tenth of a second: without it a cancel would be heard only at the end. */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.lastTick = performance.now();
  }

  private upTo(share: number): ImportEvent {
    const bytes = Math.max(this.told, Math.round(this.file.sizeBytes * Math.min(1, share)));
    const bytesRead = bytes - this.told;
    this.told = bytes;
    return { kind: 'progress', bytesRead, file: this.file.path };
  }
}
