/** Nobody writes any more after so much silence. */
export const SILENCE_MS = 10 * 60_000;
/** Shorter silence says nothing, however fast somebody wrote. */
const LEAST_MS = 30_000;
/** Several times longer than whoever writes was ever silent before: what is buffered comes as regularly as what is not. */
const TIMES = 5;
/** Silences that must have been seen. The first may have begun before anybody looked. */
const FEWEST = 3;

/** How long a writer has to be silent until a last line that it did not end may be taken for whole. */
export class WriterSilence {
  private lastMs = Number.NaN;
  private longestMs = 0;
  private count = 0;

  /** Something was written. */
  stir(nowMs: number): void {
    const silentMs = nowMs - this.lastMs;
    this.lastMs = nowMs;
    if (!(silentMs > 0)) return;
    this.count += 1;
    this.longestMs = Math.max(this.longestMs, silentMs);
  }

  get mostMs(): number {
    if (this.count < FEWEST) return SILENCE_MS;
    return Math.min(SILENCE_MS, Math.max(LEAST_MS, this.longestMs * TIMES));
  }
}
