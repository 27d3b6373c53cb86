/** The pace is that of the last minutes. */
const WINDOW_MS = 5 * 60_000;
/** Slow runs are judged by so many of their last signs, however long ago those were. */
const LEAST_SIGNS = 5;
/** Signs that are nearer to one another tell nothing more. */
const LEAST_APART_MS = 1000;
/** Two signs must be so far apart before they make a pace. */
const LEAST_SPAN_MS = 3000;

interface Sign {
  readonly step: number;
  readonly timeMs: number;
}

/** How fast a run makes its steps, from when it was at which step. Keeps a few hundred signs. */
export class Pace {
  private signs: Sign[] = [];
  private last: Sign | null = null;

  /** The run was at a step at a time. One that is back at an earlier step has been started anew. */
  add(step: number, timeMs: number): void {
    if (!Number.isFinite(step) || !Number.isFinite(timeMs)) return;
    const { last } = this;
    if (last && step < last.step) this.signs = [];
    else if (last && (step === last.step || timeMs <= last.timeMs)) return;
    this.last = { step, timeMs };
    const before = this.signs.at(-1);
    if (before && timeMs - before.timeMs < LEAST_APART_MS) return;
    this.signs.push(this.last);
    while (this.signs.length > LEAST_SIGNS && this.signs[1]!.timeMs < timeMs - WINDOW_MS) this.signs.shift();
  }

  /** Null before there is a pace. */
  get stepsPerSecond(): number | null {
    const [first] = this.signs;
    const { last } = this;
    if (!first || !last || last.timeMs - first.timeMs < LEAST_SPAN_MS) return null;
    return ((last.step - first.step) / (last.timeMs - first.timeMs)) * 1000;
  }

  /** Usual time between two signs, a second or more; NaN before there are two. */
  get gapMs(): number {
    const [first] = this.signs;
    const last = this.signs.at(-1);
    return first && last && last !== first
      ? (last.timeMs - first.timeMs) / (this.signs.length - 1)
      : Number.NaN;
  }
}
