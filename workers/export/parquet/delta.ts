import type { GrowingBytes } from './growing-bytes.ts';

const BLOCK = 128;
const MINI_BLOCKS = 4;
const MINI = BLOCK / MINI_BLOCKS;
/** Differences of these, doubled, are still exact as numbers. */
const MOST = 2 ** 51;

export function canBeDeltas(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++) if (Math.abs(values[at]!) >= MOST) return false;
  return true;
}

/**
 * Whole numbers as packed differences; steps that count up take next to nothing
 * (https://github.com/apache/parquet-format/blob/master/Encodings.md#DELTAENC).
 */
export function writeDeltas(out: GrowingBytes, values: Float64Array): void {
  out.varint(BLOCK).varint(MINI_BLOCKS).varint(values.length);
  out.zigzag(values[0] ?? 0);
  const deltas = new Float64Array(BLOCK);
  for (let from = 1; from < values.length; from += BLOCK) {
    const count = Math.min(BLOCK, values.length - from);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const delta = values[from + i]! - values[from + i - 1]!;
      deltas[i] = delta;
      if (delta < least) least = delta;
    }
    for (let i = 0; i < count; i++) deltas[i]! -= least;
    deltas.fill(0, count);
    out.zigzag(least);
    const widths = Array.from({ length: MINI_BLOCKS }, (_, mini) => widthOf(deltas, mini * MINI));
    for (const width of widths) out.u8(width);
    for (const [mini, width] of widths.entries())
      if (mini * MINI < count) out.packed(deltas, mini * MINI, (mini + 1) * MINI, width);
  }
}

function widthOf(deltas: Float64Array, from: number): number {
  let most = 0;
  for (let i = from; i < from + MINI; i++) if (deltas[i]! > most) most = deltas[i]!;
  let width = 0;
  for (let rest = most; rest >= 1; rest /= 2) width++;
  return width;
}
