const WINDOW_MS = 5_000;
/** Pieces come hundreds a second: one entry for so long. */
const ENTRY_MS = 100;

/** Bytes that came in the last seconds. */
export class ArrivalRate {
  private arrivals: { readonly atMs: number; bytes: number }[] = [];

  note(atMs: number, bytes: number): void {
    const last = this.arrivals.at(-1);
    if (last && atMs - last.atMs < ENTRY_MS) last.bytes += bytes;
    else this.arrivals.push({ atMs, bytes });
  }

  bytesPerSecond(nowMs: number): number {
    this.arrivals = this.arrivals.filter((one) => nowMs - one.atMs < WINDOW_MS);
    const recent = this.arrivals.reduce((sum, one) => sum + one.bytes, 0);
    return recent / (WINDOW_MS / 1000);
  }
}
