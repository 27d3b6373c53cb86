/** Silence is something that nobody tells of. */
const ALSO_EVERY_MS = 30_000;

/** When the rules are held against the workspace: soon after something moved, seldom otherwise, never twice at once. */
export class AlertPace {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly ticks: ReturnType<typeof setInterval>;
  private startedMs = Number.NEGATIVE_INFINITY;
  private isRunning = false;
  private hasMoved = false;
  private isStopped = false;

  constructor(
    private readonly check: () => Promise<void>,
    private readonly leastGapMs: number,
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
    clearTimeout(this.timer);
  }

  private plan(): void {
    if (this.isStopped || this.isRunning || this.timer !== undefined || !this.hasMoved) return;
    const wait = this.startedMs + this.leastGapMs - performance.now();
    this.timer = setTimeout(() => void this.run(), Math.max(0, wait));
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.isRunning = true;
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
