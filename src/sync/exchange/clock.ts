/** Time and chance as the exchange sees them, so that a test can hold both in its hand. */
export interface Clock {
  nowMs(): number;
  /** Runs once after so many milliseconds; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ x < 1; for jitter only, never for secrets. */
  random(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** So many at once, refilled at a steady rate. */
export class TokenBucket {
  private tokens: number;
  private readonly burst: number;
  private readonly perSecond: number;
  private atMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.tokens = burst;
    this.atMs = nowMs;
  }

  /** True when one more is allowed now. */
  take(nowMs: number): boolean {
    // A clock that is set back refills nothing.
    const elapsedMs = Math.max(0, nowMs - this.atMs);
    this.tokens = Math.min(this.burst, this.tokens + (elapsedMs / 1000) * this.perSecond);
    this.atMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
