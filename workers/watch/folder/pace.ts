/** A change that the browser does not tell of is found after so long, as long as things move. */
const QUICK_MS = 1000;
const QUICK_OBSERVED_MS = 2000;
const SLOWEST_MS = 60_000;
/** Nobody sees it. */
const HIDDEN_MS = 10_000;
/**
 * Files that moved lately and move on, of which the browser does not tell (on Linux of none that its writer keeps open), are
 * looked at so soon again …
 */
const CLOSE_MS = 250;
/** … or after as long as the look and the reading took, which may be the waiting for others: not longer than this. */
const MOST_CLOSE_MS = 500;
/** Looking through the folder takes at most a tenth of the time. */
const SHARE_OF_LOOKING = 0.1;

/** How often a folder is looked through as a whole: often while things move, seldom where nothing does or it takes long. */
export class LookPace {
  private waitMs = 0;
  private tookMs = 0;
  private hotMs = QUICK_MS;
  private hotTookMs = 0;
  private isObserved = false;

  observe(isObserved: boolean): void {
    this.isObserved = isObserved;
    this.stir();
  }

  /** Something moved, as whoever looked or the browser says. */
  stir(): void {
    this.waitMs = this.quickMs;
  }

  /** The folder was looked through. */
  note(tookMs: number, hasChanged: boolean): void {
    this.tookMs = tookMs;
    this.waitMs = hasChanged ? this.quickMs : Math.min(SLOWEST_MS, Math.max(this.waitMs, this.quickMs) * 1.5);
  }

  /** From the end of one look at the whole to the start of the next. */
  delayMs(isVisible: boolean): number {
    const rest = this.tookMs * (1 / SHARE_OF_LOOKING - 1);
    return Math.max(this.waitMs, this.quickMs, rest, isVisible ? 0 : HIDDEN_MS);
  }

  /** The few files that moved lately were looked at, and read on where they had moved. */
  noteHot(tookMs: number, hasChanged: boolean): void {
    this.hotTookMs = tookMs;
    this.hotMs = hasChanged ? CLOSE_MS : Math.min(this.quickMs, this.hotMs * 1.5);
  }

  /** From one look at those to the next. */
  hotDelayMs(isVisible: boolean): number {
    if (!isVisible) return HIDDEN_MS;
    return Math.max(this.hotMs, Math.min(MOST_CLOSE_MS, this.hotTookMs));
  }

  private get quickMs(): number {
    return this.isObserved ? QUICK_OBSERVED_MS : QUICK_MS;
  }
}

/** Work that may take only a share of the time: when it may be done again. */
export class ShareOfTime {
  private freeMs = 0;

  constructor(private readonly share: number) {}

  /** `mostMs`: it rests no longer than this, however long it took. */
  note(tookMs: number, nowMs: number, mostMs: number = Number.POSITIVE_INFINITY): void {
    this.freeMs = nowMs + Math.min(mostMs, tookMs * (1 / this.share - 1));
  }

  get nextMs(): number {
    return this.freeMs;
  }

  clockWentBack(nowMs: number): void {
    this.freeMs = Math.min(this.freeMs, nowMs);
  }
}
