/** Silence is something that nobody tells of. */
const ALSO_EVERY_MS = 30_000;

/** When the rules are held against the workspace: soon after something moved, seldom otherwise, never twice at once. */
export class AlertPace {
  private isResting = false;
  private readonly ticks: ReturnType<typeof setInterval>;
  private startedMs = Number.NEGATIVE_INFINITY;
  private isRunning = false;
  private hasMoved = false;
  private isStopped = false;

  constructor(
    private readonly check: () => Promise<void>,
    private readonly leastGapMs: number,
    /** A page that is hidden has timers that come once a minute: somebody else had better count. */
    private readonly rest: (ms: number) => Promise<void> = (ms) =>
      new Promise((resolve) => setTimeout(resolve, ms)),
  ) {
    this.ticks = setInterval(() => this.moved(), ALSO_EVERY_MS);
  }

  moved(): void {
    this.hasMoved = true;
    this.plan();
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.ticks);
  }

  private plan(): void {
    if (this.isStopped || this.isRunning || !this.hasMoved) return;
    const waitMs = this.startedMs + this.leastGapMs - performance.now();
    if (waitMs <= 0) void this.run();
    else if (!this.isResting) void this.goOnAfter(waitMs);
  }

  private async goOnAfter(ms: number): Promise<void> {
    this.isResting = true;
    await this.rest(ms).catch(() => undefined);
    this.isResting = false;
    this.plan();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Whoever says that something has moved is not held up.
    await Promise.resolve();
    this.hasMoved = false;
    this.startedMs = performance.now();
    try {
      await this.check();
    } catch (error) {
      console.error('alert rules not checked', error);
    }
    this.isRunning = false;
    this.plan();
  }
}
