import { fieldOf, numberOf, textOf } from './foreign-json.ts';

export type Value = number | string | null;

/** Values of one list that are looked at. */
export const MAX_VALUES = 50_000;

type Read = (view: DataView, at: number) => number;
const TYPES: ReadonlyMap<string, readonly [bytes: number, read: Read]> = new Map<string, [number, Read]>([
  ['i1', [1, (view, at) => view.getInt8(at)]],
  ['u1', [1, (view, at) => view.getUint8(at)]],
  ['i2', [2, (view, at) => view.getInt16(at, true)]],
  ['u2', [2, (view, at) => view.getUint16(at, true)]],
  ['i4', [4, (view, at) => view.getInt32(at, true)]],
  ['u4', [4, (view, at) => view.getUint32(at, true)]],
  ['f4', [4, (view, at) => view.getFloat32(at, true)]],
  ['f8', [8, (view, at) => view.getFloat64(at, true)]],
]);

/**
 * A list of numbers and words, as it is or as plotly 6 packs numbers: `{ dtype, bdata }` with base64. null where it is
 * something else or has more than `MAX_VALUES`.
 */
export function readValues(raw: unknown): Value[] | null {
  if (Array.isArray(raw)) {
    if (raw.length > MAX_VALUES || raw.some((one) => typeof one === 'object' && one !== null)) return null;
    return raw.map(
      (one: unknown) => numberOf(one) ?? textOf(one)?.slice(0, 200) ?? (one === true ? 1 : null),
    );
  }
  return readPacked(raw);
}

/** Rows of numbers: a list of lists, or a packed list with a shape of two. */
export function readRows(raw: unknown): Value[][] | null {
  if (Array.isArray(raw)) {
    const rows: Value[][] = [];
    let count = 0;
    for (const one of raw.slice(0, MAX_VALUES)) {
      const row = readValues(one);
      count += row?.length ?? 0;
      if (row === null || count > MAX_VALUES) return null;
      rows.push(row);
    }
    return rows;
  }
  const shape = textOf(fieldOf(raw, 'shape'));
  const values = readPacked(raw);
  const width = Number(shape?.split(',')[1]);
  if (values === null || !(width >= 1)) return null;
  return Array.from({ length: Math.ceil(values.length / width) }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}

function readPacked(raw: unknown): number[] | null {
  const type = TYPES.get(textOf(fieldOf(raw, 'dtype')) ?? '');
  const encoded = textOf(fieldOf(raw, 'bdata'));
  if (!type || encoded === null || encoded.length > MAX_VALUES * 12) return null;
  let bytes: string;
  try {
    bytes = atob(encoded);
  } catch {
    return null;
  }
  const [size, read] = type;
  const count = Math.floor(bytes.length / size);
  if (count > MAX_VALUES) return null;
  const view = new DataView(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)).buffer);
  return Array.from({ length: count }, (_, index) => read(view, index * size));
}
