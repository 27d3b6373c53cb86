import { GrowingBytes } from './growing-bytes.ts';

/** A stretch of equal numbers as long as this is said once; groups of packed numbers have eight. */
const WORTH_A_RUN = 16;
const GROUP = 8;

/** How many bits the numbers up to `most` take. */
export function bitWidth(most: number): number {
  return most === 0 ? 0 : 32 - Math.clz32(most);
}

/**
 * Parquet's hybrid of run lengths and packed bits
 * (https://github.com/apache/parquet-format/blob/master/Encodings.md#RLE).
 */
export function writeHybrid(out: GrowingBytes, values: Uint32Array, width: number): void {
  const valueBytes = Math.ceil(width / 8);
  let packedFrom = 0;
  const endPacked = (to: number) => {
    if (to === packedFrom) return;
    const groups = Math.ceil((to - packedFrom) / GROUP);
    out.varint(groups * 2 + 1);
    const padded = values.subarray(packedFrom, to);
    if (padded.length === groups * GROUP) out.packed(padded, 0, padded.length, width);
    else {
      const whole = new Uint32Array(groups * GROUP);
      whole.set(padded);
      out.packed(whole, 0, whole.length, width);
    }
  };
  for (let at = 0; at < values.length; ) {
    let end = at + 1;
    while (end < values.length && values[end] === values[at]) end++;
    // Only the last packed group may be filled up: an earlier one takes what it lacks from the stretch.
    const lacking = (GROUP - ((at - packedFrom) % GROUP)) % GROUP;
    if (end - at - lacking < WORTH_A_RUN) {
      at = end;
      continue;
    }
    endPacked(at + lacking);
    out.varint((end - at - lacking) * 2);
    for (let byte = 0; byte < valueBytes; byte++) out.u8((values[at]! >>> (byte * 8)) & 255);
    at = end;
    packedFrom = end;
  }
  endPacked(values.length);
}

/** 1 where there is a value: the levels of a column that may lack some, with their length before them. */
export function writeLevels(out: GrowingBytes, present: Uint8Array): void {
  const levels = new GrowingBytes();
  writeHybrid(levels, Uint32Array.from(present), 1);
  out.u32(levels.length).add(levels.take());
}
