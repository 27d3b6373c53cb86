import type { SourceFile } from '../import/source.ts';
import { DIGEST_ROWS } from './mlflow-digest.ts';
import type { HashedColumn } from './pandas-hash.ts';

const MOST_HEADER = 64 * 1024;
const MOST_DIMENSIONS = 32;

/** The first values of a `.npy` file and its shape; null for what is not plain numbers in C order. */
export async function readNumpyHead(
  file: SourceFile,
): Promise<{ readonly head: HashedColumn; readonly shape: readonly number[] } | null> {
  const bytes = await file.slice(0, Math.min(file.sizeBytes, MOST_HEADER));
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const from = isFirst ? 10 : 12;
  const start = from + (isFirst ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) return null;
  const header = new TextDecoder('latin1').decode(bytes.subarray(from, start));
  const type = /'descr': '[<|]([fiub])([1248])'/.exec(header);
  const shape = /'shape': \(([\d, ]{0,400})\)/.exec(header)?.[1];
  if (type === null || shape === undefined || !header.includes("'fortran_order': False")) return null;
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (sizes.length > MOST_DIMENSIONS || !sizes.every(Number.isSafeInteger)) return null;
  const width = Number(type[2]);
  const count = Math.min(
    DIGEST_ROWS,
    sizes.reduce((product, size) => product * size, 1),
  );
  const data = await file.slice(start, start + count * width);
  if (data.length < count * width) return null;
  const head = toColumn(new DataView(data.buffer, data.byteOffset, data.byteLength), type[1]!, width, count);
  return head && { head, shape: sizes };
}

function toColumn(view: DataView, kind: string, width: number, count: number): HashedColumn | null {
  if (kind === 'f') {
    if (width < 4) return null;
    const values = Float64Array.from({ length: count }, (_, at) =>
      width === 8 ? view.getFloat64(at * 8, true) : view.getFloat32(at * 4, true),
    );
    return { kind: width === 8 ? 'float64' : 'float32', values };
  }
  const values = BigInt64Array.from({ length: count }, (_, at) => bits(view, at * width, width));
  return { kind: 'int', values, bytes: width };
}

/** As whole numbers of that width; the sign is cut off again when they are hashed. */
function bits(view: DataView, at: number, width: number): bigint {
  if (width === 8) return view.getBigInt64(at, true);
  if (width === 4) return BigInt(view.getUint32(at, true));
  return BigInt(width === 2 ? view.getUint16(at, true) : view.getUint8(at));
}
