import { BYTES_PER_POINT, type PointColumns } from '../base/columns.ts';
import type { SeriesPart } from './run.ts';

/**
 * The columns of a part as views on its pack. Null when the pack is too short for what the record says: a record is
 * never believed beyond the bytes that are there.
 */
export function viewPart(pack: Uint8Array<ArrayBuffer>, part: SeriesPart): PointColumns | null {
  const { offset, count } = part;
  if (offset < 0 || count < 0 || offset + count * BYTES_PER_POINT > pack.byteLength) return null;
  const at = pack.byteOffset + offset;
  const aligned = at % 8 === 0 ? pack.buffer : pack.slice(offset, offset + count * BYTES_PER_POINT).buffer;
  const start = at % 8 === 0 ? at : 0;
  return {
    steps: new Float64Array(aligned, start, count),
    timesMs: new Float64Array(aligned, start + count * 8, count),
    values: new Float64Array(aligned, start + count * 16, count),
  };
}

export function joinColumns(parts: readonly PointColumns[]): PointColumns {
  if (parts.length === 1) return parts[0]!;
  const count = parts.reduce((sum, part) => sum + part.steps.length, 0);
  const joined = {
    steps: new Float64Array(count),
    timesMs: new Float64Array(count),
    values: new Float64Array(count),
  };
  let at = 0;
  for (const part of parts) {
    joined.steps.set(part.steps, at);
    joined.timesMs.set(part.timesMs, at);
    joined.values.set(part.values, at);
    at += part.steps.length;
  }
  return joined;
}
