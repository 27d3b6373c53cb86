/** How long something was under way since the last reset; things that overlap count once. */
export class BusyTime {
  private ms = 0;
  private count = 0;
  private sinceMs = 0;

  /** `onRest` is told when nothing is under way any more. */
  constructor(
    private readonly onRest: () => void,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  get isBusy(): boolean {
    return this.count > 0;
  }

  get spentMs(): number {
    return this.ms + (this.count > 0 ? this.clock() - this.sinceMs : 0);
  }

  reset(): void {
    this.ms = 0;
    this.sinceMs = this.clock();
  }

  async while<T>(work: () => Promise<T>): Promise<T> {
    if (this.count === 0) this.sinceMs = this.clock();
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
      if (this.count === 0) {
        this.ms += this.clock() - this.sinceMs;
        this.onRest();
      }
    }
  }
}
