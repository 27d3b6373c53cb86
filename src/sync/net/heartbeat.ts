const BEAT_MS = 1_000;
/** Without any sign of life for this long the other end counts as gone. */
const SILENCE_MS = 5_000;
/** A timer that comes this late says that this page was asleep: its silence is no news of the other end. */
const ASLEEP_MS = 3_000;

/** Notices an end that is gone without a word: its ICE would take some fifteen seconds. */
export class Heartbeat {
  private heardMs = performance.now();
  private tickMs = this.heardMs;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly beat: () => void,
    private readonly onSilence: () => void,
  ) {
    this.timer = setInterval(() => this.tick(), BEAT_MS);
  }

  heard(): void {
    this.heardMs = performance.now();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const nowMs = performance.now();
    if (nowMs - this.tickMs > ASLEEP_MS) this.heardMs = nowMs;
    this.tickMs = nowMs;
    if (nowMs - this.heardMs >= SILENCE_MS) this.onSilence();
    else this.beat();
  }
}
