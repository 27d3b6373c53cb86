/** Enough for every chart on a screen. */
const MOST_KNOWN = 1000;

/** Runs that logged at the same steps share one column of them, as long as anybody holds it. */
export class SharedSteps {
  private readonly known = new Map<string, WeakRef<Float64Array>>();

  share(steps: Float64Array): Float64Array {
    const sign = `${steps.length} ${steps[0]} ${steps[steps.length >> 1]} ${steps[steps.length - 1]}`;
    const there = this.known.get(sign)?.deref();
    if (there !== undefined && isEqualColumn(there, steps)) return there;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(sign, new WeakRef(steps));
    return steps;
  }
}

/** NaN is unequal to everything: a column with one is only equal to itself. */
export function isEqualColumn(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
