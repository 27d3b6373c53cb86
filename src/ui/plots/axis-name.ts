/** Width of a bold letter of 11 px, about. */
const LETTER_PX = 7.2;

/**
 * A name in at most two lines of a width, as the eye wants it: whole where it fits; else without what stands before a
 * '/', which is often the same for all; else broken after a separator. What is too long still is cut by its frame.
 */
export function axisNameLines(name: string, widthPx: number): readonly string[] {
  const most = Math.max(4, Math.floor(widthPx / LETTER_PX));
  if (name.length <= most) return [name];
  const ends = [name, ...pathEnds(name)];
  const fitting = ends.map(brokenInTwo).find((lines) => lines.every((line) => line.length <= most));
  return fitting ?? brokenInTwo(ends.at(-1)!);
}

/** '…/b/c' and '…/c' of 'a/b/c'. */
function pathEnds(name: string): string[] {
  const ends: string[] = [];
  for (let at = name.indexOf('/'); at >= 0 && at < name.length - 1; at = name.indexOf('/', at + 1)) {
    ends.push(`…${name.slice(at)}`);
  }
  return ends;
}

const SEPARATORS = '_-./: ';

/** Broken where the halves are most alike; a name without a separator in its middle. */
function brokenInTwo(name: string): readonly string[] {
  const middle = name.length / 2;
  let best = -1;
  for (let i = 1; i < name.length - 1; i++) {
    if (!SEPARATORS.includes(name[i]!)) continue;
    if (best < 0 || Math.abs(i + 1 - middle) < Math.abs(best - middle)) best = i + 1;
  }
  const at = best < 0 ? Math.ceil(middle) : best;
  return [name.slice(0, at), name.slice(at)];
}
