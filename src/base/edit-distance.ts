/** Longer words are compared by their beginnings. */
const LONGEST = 120;

/** How many letters to add, drop, change or swap with their neighbour; anything above `most` is `most + 1`. */
export function editDistance(left: string, right: string, most: number): number {
  const a = left.slice(0, LONGEST);
  const b = right.slice(0, LONGEST);
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
    }
    if (Math.min(...current) > most) return most + 1;
    before = previous;
    previous = current;
  }
  return Math.min(previous[b.length]!, most + 1);
}

/** The nearest of the words, if any is near: a third of the letters may differ, whatever their case. */
export function nearestWord(word: string, words: Iterable<string>): string | null {
  const wanted = word.toLowerCase();
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of words) {
    const distance = editDistance(wanted, candidate.toLowerCase(), least - 1);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
    if (distance === 0) break;
  }
  return nearest;
}
