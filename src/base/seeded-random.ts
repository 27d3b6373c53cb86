/** Numbers from 0 to below 1, the same for the same seed everywhere (mulberry32, public domain). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Fisher and Yates' shuffle, in place. */
export function shuffle(values: Uint32Array | Uint16Array | Uint8Array, random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    const kept = values[i]!;
    values[i] = values[other]!;
    values[other] = kept;
  }
}
