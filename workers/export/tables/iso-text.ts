const DAY_MS = 86_400_000;
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/**
 * Moments as `Date.toISOString` says them, for millions of them: points of a run were mostly logged on one day. Takes whole
 * milliseconds within the range of Date.
 */
export function makeIsoText(): (ms: number) => string {
  let day = Number.NaN;
  let date = '';
  return (ms) => {
    const own = Math.floor(ms / DAY_MS);
    if (own !== day) {
      day = own;
      date = new Date(own * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
    }
    const rest = ms - own * DAY_MS;
    const seconds = Math.floor(rest / 1000);
    const minutes = Math.floor(seconds / 60);
    const time = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
    return `${date}${time}.${THREE[rest % 1000]}Z`;
  };
}
