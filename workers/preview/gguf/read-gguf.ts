import { fromUtf8 } from '../../../src/base/bytes.ts';
import {
  type GgufModel,
  MOST_LISTED,
  type Named,
  type TensorEntry,
  type Unreadable,
} from '../../../src/rpc/file-inspection.ts';
import type { SourceFile } from '../../import/source.ts';
import { ByteWindow } from '../byte-window.ts';

const MOST_ENTRIES = 100_000;
const MOST_AXES = 8;
/** Texts of an array that are shown, and letters of a text. */
const MOST_SHOWN = 8;
const MOST_CHARS = 2000;
/** Of one array: the words of a large vocabulary are a quarter million. */
const MOST_ITEMS = 4_000_000;

/** Bytes of a value by its type; 8 is text and 9 an array. */
const VALUE_BYTES = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);
const TEXT = 8;
const ARRAY = 9;
const TENSOR_TYPES = new Map(
  Object.entries({
    0: 'F32',
    1: 'F16',
    2: 'Q4_0',
    3: 'Q4_1',
    6: 'Q5_0',
    7: 'Q5_1',
    8: 'Q8_0',
    9: 'Q8_1',
  }).concat(
    Object.entries({ 10: 'Q2_K', 11: 'Q3_K', 12: 'Q4_K', 13: 'Q5_K', 14: 'Q6_K', 15: 'Q8_K', 30: 'BF16' }),
  ),
);

/** The end of the file came too early, or a number that cannot be. */
class GgufDamage extends Error {}

/** Key and value pairs and the names of the tensors, read from the front; the weights are not. */
export async function inspectGguf(file: SourceFile): Promise<GgufModel | Unreadable> {
  const reader = new GgufReader(file);
  const metadata: Named[] = [];
  const tensors: TensorEntry[] = [];
  let counts = { tensors: 0, pairs: 0, version: 0 };
  try {
    await reader.skip(4);
    counts = { ...counts, version: await reader.small() };
    // Version 1 has other widths and is not in use.
    if (counts.version !== 2 && counts.version !== 3) return { kind: 'unreadable', reason: 'version' };
    counts = { ...counts, tensors: await reader.count(), pairs: await reader.count() };
    if (counts.tensors > MOST_ENTRIES || counts.pairs > MOST_ENTRIES)
      return { kind: 'unreadable', reason: 'too-large' };
    for (let index = 0; index < counts.pairs; index++) metadata.push(await readPair(reader));
    for (let index = 0; index < counts.tensors; index++) tensors.push(await readTensor(reader));
  } catch (error) {
    if (!(error instanceof GgufDamage)) throw error;
    if (metadata.length === 0) return { kind: 'unreadable', reason: 'cut-short' };
  }
  return {
    kind: 'gguf',
    version: counts.version,
    metadata: metadata.slice(0, MOST_LISTED),
    tensorCount: counts.tensors,
    tensors: tensors.slice(0, MOST_LISTED),
    leftOut: Math.max(0, tensors.length - MOST_LISTED),
    isCut: tensors.length < counts.tensors || metadata.length < counts.pairs,
  };
}

async function readPair(reader: GgufReader): Promise<Named> {
  const name = await reader.text();
  return { name, value: await readValue(reader, await reader.small()) };
}

async function readValue(reader: GgufReader, type: number): Promise<string> {
  if (type === TEXT) return reader.text();
  if (type === ARRAY) return readArray(reader);
  const view = await reader.take(bytesOf(type));
  return scalarText(view, type);
}

/** Arrays in arrays are not written by anything and end the reading. */
async function readArray(reader: GgufReader): Promise<string> {
  const type = await reader.small();
  const count = await reader.count();
  if (type === ARRAY || count > MOST_ITEMS) throw new GgufDamage();
  const shown: string[] = [];
  if (type !== TEXT) {
    const size = bytesOf(type);
    for (let index = 0; index < Math.min(count, MOST_SHOWN); index++)
      shown.push(scalarText(await reader.take(size), type));
    await reader.skip(Math.max(0, count - MOST_SHOWN) * size);
  } else {
    for (let index = 0; index < count; index++) {
      if (index < MOST_SHOWN) shown.push(await reader.text());
      else await reader.skipText();
    }
  }
  return `[${shown.join(', ')}${count > MOST_SHOWN ? `, … ${count} in all` : ''}]`;
}

async function readTensor(reader: GgufReader): Promise<TensorEntry> {
  const name = await reader.text();
  const axes = await reader.small();
  if (axes > MOST_AXES) throw new GgufDamage();
  const shape: number[] = [];
  for (let axis = 0; axis < axes; axis++) shape.push(await reader.count());
  const type = await reader.small();
  await reader.skip(8);
  const parameterCount = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    type: TENSOR_TYPES.get(String(type)) ?? `type ${type}`,
    shape,
    parameterCount,
    sizeBytes: 0,
  };
}

function bytesOf(type: number): number {
  const size = VALUE_BYTES.get(type);
  if (size === undefined) throw new GgufDamage();
  return size;
}

function scalarText(view: DataView, type: number): string {
  const readers: readonly (() => number | bigint | boolean)[] = [
    () => view.getUint8(0),
    () => view.getInt8(0),
    () => view.getUint16(0, true),
    () => view.getInt16(0, true),
    () => view.getUint32(0, true),
    () => view.getInt32(0, true),
    () => Number(view.getFloat32(0, true).toPrecision(7)),
    () => view.getUint8(0) !== 0,
    () => 0,
    () => 0,
    () => view.getBigUint64(0, true),
    () => view.getBigInt64(0, true),
    () => view.getFloat64(0, true),
  ];
  return String(readers[type]?.() ?? '');
}

class GgufReader {
  private readonly window: ByteWindow;
  private at = 0;

  constructor(file: SourceFile) {
    this.window = new ByteWindow(file);
  }

  async take(sizeBytes: number): Promise<DataView> {
    const end = this.at + sizeBytes;
    if (!this.window.holds(this.at, end) && !(await this.window.load(this.at, end))) throw new GgufDamage();
    const { view, start } = this.window;
    const found = new DataView(view.buffer, view.byteOffset + this.at - start, sizeBytes);
    this.at = end;
    return found;
  }

  async skip(sizeBytes: number): Promise<void> {
    this.at += sizeBytes;
    if (this.at > this.window.file.sizeBytes) throw new GgufDamage();
  }

  async small(): Promise<number> {
    return (await this.take(4)).getUint32(0, true);
  }

  async count(): Promise<number> {
    const count = (await this.take(8)).getBigUint64(0, true);
    if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw new GgufDamage();
    return Number(count);
  }

  async text(): Promise<string> {
    const length = await this.count();
    const shown = Math.min(length, MOST_CHARS);
    const view = await this.take(shown);
    await this.skip(length - shown);
    return fromUtf8(new Uint8Array(view.buffer, view.byteOffset, shown));
  }

  async skipText(): Promise<void> {
    await this.skip(await this.count());
  }
}
