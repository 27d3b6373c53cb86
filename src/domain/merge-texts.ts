/** The one stretch in which two texts differ. */
export interface TextChange {
  readonly from: number;
  readonly remove: number;
  readonly insert: string;
}

/** Letters outside the first plane stay whole: half of one is written as a question mark. */
export function differenceOf(before: string, after: string): TextChange {
  let from = 0;
  const shorter = Math.min(before.length, after.length);
  while (from < shorter && before[from] === after[from]) from += 1;
  if (isHigh(before, from - 1)) from -= 1;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail += 1;
  if (isLow(before, before.length - tail)) tail -= 1;
  return { from, remove: before.length - from - tail, insert: after.slice(from, after.length - tail) };
}

function isHigh(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/**
 * `theirs` with the change that leads from `base` to `mine`. Where both changed the same stretch, what both wrote
 * stays, theirs first.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string {
  const own = differenceOf(base, mine);
  const other = differenceOf(base, theirs);
  const ownEnd = own.from + own.remove;
  const otherEnd = other.from + other.remove;
  /** Place in `theirs` of a place in `base` that is not inside of what they changed. */
  const moved = (at: number) => (at >= otherEnd ? at + other.insert.length - other.remove : at);
  const isApart = own.from >= otherEnd || ownEnd <= other.from;
  if (isApart) {
    const from = own.from >= otherEnd ? moved(own.from) : own.from;
    return theirs.slice(0, from) + own.insert + theirs.slice(from + own.remove);
  }
  const head = theirs.slice(0, Math.min(own.from, other.from));
  const tail = theirs.slice(moved(Math.max(ownEnd, otherEnd)));
  return head + other.insert + own.insert + tail;
}
