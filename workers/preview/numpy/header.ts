import type { InspectionFault } from '../../../src/rpc/file-inspection.ts';
import type { SourceFile } from '../../import/source.ts';
import { type DataType, parseType } from './data-type.ts';
import { type Literal, parseLiteral, toShape } from './literal.ts';

export interface NumpyHeader {
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly isFortran: boolean;
  readonly valueCount: number;
  /** Where the values begin. */
  readonly dataStart: number;
}

export type HeaderResult =
  | { readonly ok: true; readonly header: NumpyHeader }
  | { readonly ok: false; readonly reason: InspectionFault };

/** A structured type with thousands of fields has some hundred kilobytes. */
const LARGEST_HEADER = 1024 * 1024;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export async function readNumpyHeader(file: SourceFile): Promise<HeaderResult> {
  const start = await file.slice(0, 12);
  if (start.length < 10) return fault('cut-short');
  if (!MAGIC.every((byte, index) => start[index] === byte)) return fault('damaged');
  const version = start[6]!;
  if (version < 1 || version > 3) return fault('version');
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (version > 1 && start.length < 12) return fault('cut-short');
  const headerStart = version === 1 ? 10 : 12;
  const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerBytes > LARGEST_HEADER) return fault('too-large');
  const dataStart = headerStart + headerBytes;
  if (dataStart > file.sizeBytes) return fault('cut-short');
  const bytes = await file.slice(headerStart, dataStart);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'windows-1252').decode(bytes);
  return toHeader(parseLiteral(text), dataStart);
}

function toHeader(literal: Literal | null, dataStart: number): HeaderResult {
  if (literal?.kind !== 'dict') return fault('damaged');
  const type = parseType(literal.entries.get('descr'));
  const shape = toShape(literal.entries.get('shape'));
  const order = literal.entries.get('fortran_order');
  if (type === null || shape === null || order?.kind !== 'word') return fault('damaged');
  const valueCount = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(valueCount) || !Number.isSafeInteger(valueCount * type.sizeBytes))
    return fault('too-large');
  return { ok: true, header: { type, shape, isFortran: order.word === 'True', valueCount, dataStart } };
}

/** Bytes from one value to the next along each axis. */
export function stridesOf({ shape, isFortran, type }: NumpyHeader): readonly number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let step = type.sizeBytes;
  for (let turn = 0; turn < shape.length; turn++) {
    const axis = isFortran ? turn : shape.length - 1 - turn;
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

function fault(reason: InspectionFault): HeaderResult {
  return { ok: false, reason };
}
