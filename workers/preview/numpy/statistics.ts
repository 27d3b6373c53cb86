import type { ArrayStatistics } from '../../../src/rpc/file-inspection.ts';
import type { SourceFile } from '../../import/source.ts';
import type { NumpyHeader } from './header.ts';
import { numberAt } from './values.ts';

/** Values are looked at in the file's order up to here: about a second. */
const MOST_BYTES = 64 * 1024 * 1024;
const STEP_BYTES = 4 * 1024 * 1024;
const MOST_SHADES = 256;

const NUMERIC = new Set(['bool', 'int', 'uint', 'float']);

/** null where the values are no numbers. */
export async function measureArray(file: SourceFile, header: NumpyHeader): Promise<ArrayStatistics | null> {
  const { type, dataStart, valueCount } = header;
  if (!NUMERIC.has(type.kind)) return null;
  const size = type.sizeBytes;
  const looked = Math.min(valueCount, Math.floor(MOST_BYTES / size));
  const step = Math.floor(STEP_BYTES / size);
  const sums = { nan: 0, infinite: 0, finite: 0, least: Infinity, greatest: -Infinity, mean: 0 };
  for (let from = 0; from < looked; from += step) {
    const to = Math.min(looked, from + step);
    const bytes = await file.slice(dataStart + from * size, dataStart + to * size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + size <= bytes.length; at += size) addValue(sums, numberAt(view, at, type));
  }
  const { finite, least, greatest, mean, nan, infinite } = sums;
  if (finite === 0) return { looked, nan, infinite, least: NaN, greatest: NaN, mean: NaN };
  return { looked, nan, infinite, least, greatest, mean };
}

function addValue(
  sums: { nan: number; infinite: number; finite: number; least: number; greatest: number; mean: number },
  value: number,
): void {
  if (Number.isNaN(value)) sums.nan += 1;
  else if (!Number.isFinite(value)) sums.infinite += 1;
  else {
    sums.finite += 1;
    // Grown step by step, so that no sum overflows.
    sums.mean += (value - sums.mean) / sums.finite;
    if (value < sums.least) sums.least = value;
    if (value > sums.greatest) sums.greatest = value;
  }
}

/** A small matrix as shades, row by row: 0 the least value, 255 the greatest; what is not finite is 0. */
export async function shadeMatrix(
  file: SourceFile,
  header: NumpyHeader,
  statistics: ArrayStatistics | null,
): Promise<Uint8Array | null> {
  const [rows = 0, columns = 0] = header.shape;
  const isSmall = rows > 1 && columns > 1 && rows <= MOST_SHADES && columns <= MOST_SHADES;
  if (statistics === null || header.shape.length !== 2 || !isSmall || header.type.kind === 'bool')
    return null;
  const range = statistics.greatest - statistics.least;
  const size = header.type.sizeBytes;
  const bytes = await file.slice(header.dataStart, header.dataStart + rows * columns * size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < rows * columns * size || !(range > 0) || !Number.isFinite(range)) return null;
  const shades = new Uint8Array(rows * columns);
  for (let index = 0; index < shades.length; index++) {
    const row = Math.floor(index / columns);
    const at = header.isFortran ? (index % columns) * rows + row : index;
    const value = numberAt(view, at * size, header.type);
    shades[index] = Number.isFinite(value) ? Math.round(((value - statistics.least) / range) * 255) : 0;
  }
  return shades;
}
