import { fromUtf8 } from '../../../src/base/bytes.ts';
import {
  MOST_LISTED,
  type Named,
  type TensorEntry,
  type TensorFile,
  type Unreadable,
} from '../../../src/rpc/file-inspection.ts';
import type { SourceFile } from '../../import/source.ts';

/** The limit of the format itself. */
const LARGEST_HEADER = 100 * 1024 * 1024;
const MOST_AXES = 64;
const MOST_NAMED = 100;
const MOST_CHARS = 2000;
const BITS = new Map([
  ['BOOL', 8],
  ['U8', 8],
  ['I8', 8],
  ['F8_E5M2', 8],
  ['F8_E4M3', 8],
  ['F8_E8M0', 8],
  ['F4', 4],
  ['F6_E2M3', 6],
  ['F6_E3M2', 6],
  ['I16', 16],
  ['U16', 16],
  ['F16', 16],
  ['BF16', 16],
  ['I32', 32],
  ['U32', 32],
  ['F32', 32],
  ['I64', 64],
  ['U64', 64],
  ['F64', 64],
  ['C64', 64],
]);

interface Placed extends TensorEntry {
  readonly start: number;
  readonly end: number;
  readonly isWrong: boolean;
}

/** The tensors that the header names; their bytes are not read. */
export async function inspectSafetensors(file: SourceFile): Promise<TensorFile | Unreadable> {
  const size = await file.slice(0, 8);
  if (size.length < 8) return { kind: 'unreadable', reason: 'cut-short' };
  const headerBytes = new DataView(size.buffer, size.byteOffset, 8).getBigUint64(0, true);
  if (headerBytes > BigInt(LARGEST_HEADER)) return { kind: 'unreadable', reason: 'too-large' };
  const dataStart = 8 + Number(headerBytes);
  if (dataStart > file.sizeBytes) return { kind: 'unreadable', reason: 'cut-short' };
  const header = parseObject(fromUtf8(await file.slice(8, dataStart)));
  if (header === null) return { kind: 'unreadable', reason: 'damaged' };
  return toTensorFile(header, file.sizeBytes - dataStart);
}

function toTensorFile(header: Readonly<Record<string, unknown>>, dataBytes: number): TensorFile | Unreadable {
  const tensors: Placed[] = [];
  let metadata: readonly Named[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (!isRecord(value)) return { kind: 'unreadable', reason: 'damaged' };
    if (name === '__metadata__') metadata = toMetadata(value);
    else tensors.push(toTensor(name, value, dataBytes));
  }
  return {
    kind: 'safetensors',
    tensors: tensors.slice(0, MOST_LISTED).map(({ start, end, isWrong, ...entry }) => entry),
    leftOut: Math.max(0, tensors.length - MOST_LISTED),
    tensorCount: tensors.length,
    parameterCount: tensors.reduce((sum, one) => sum + one.parameterCount, 0),
    dataBytes,
    metadata,
    misplaced: findMisplaced(tensors),
  };
}

function toTensor(name: string, value: Readonly<Record<string, unknown>>, dataBytes: number): Placed {
  const type = typeof value.dtype === 'string' ? value.dtype.slice(0, 40) : '';
  const shape = toSizes(value.shape);
  const [start, end] = toSizes(value.data_offsets) ?? [];
  const parameterCount = (shape ?? []).reduce((product, size) => product * size, 1);
  const bits = BITS.get(type);
  const isPlaced = start !== undefined && end !== undefined && start <= end && end <= dataBytes;
  // A type that is not known may take any room.
  const fits = isPlaced && (bits === undefined || (end - start) * 8 === parameterCount * bits);
  return {
    name: name.slice(0, MOST_CHARS),
    type,
    shape: shape ?? [],
    parameterCount: shape === null ? 0 : parameterCount,
    sizeBytes: isPlaced ? end - start : 0,
    start: start ?? 0,
    end: end ?? 0,
    isWrong: shape === null || !fits,
  };
}

/** Names of those that do not fit, or share bytes with the one before them. */
function findMisplaced(tensors: readonly Placed[]): readonly string[] {
  const wrong = new Set(tensors.filter((one) => one.isWrong).map((one) => one.name));
  const placed = tensors.filter((one) => !one.isWrong && one.end > one.start);
  let end = 0;
  for (const one of placed.sort((a, b) => a.start - b.start)) {
    if (one.start < end) wrong.add(one.name);
    end = Math.max(end, one.end);
  }
  return [...wrong].slice(0, MOST_NAMED);
}

function toMetadata(value: Readonly<Record<string, unknown>>): readonly Named[] {
  return Object.entries(value)
    .slice(0, MOST_NAMED)
    .map(([name, text]) => ({
      name: name.slice(0, MOST_CHARS),
      value: (typeof text === 'string' ? text : (JSON.stringify(text) ?? '')).slice(0, MOST_CHARS),
    }));
}

/** null for what is no list of sizes. */
function toSizes(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length > MOST_AXES) return null;
  return value.every((one) => Number.isSafeInteger(one) && one >= 0) ? (value as number[]) : null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
