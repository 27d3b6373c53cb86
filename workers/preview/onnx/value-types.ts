import type { WireReader } from '../../../src/base/protobuf.ts';
import type { Named } from '../../../src/rpc/file-inspection.ts';

const ELEMENT_TYPES = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
] as const;
export const MOST_CHARS = 2000;
const MOST_AXES = 64;
const MOST_TYPES_DEEP = 8;

export function elementType(code: number): string {
  return ELEMENT_TYPES[code] ?? `type ${code}`;
}

/** A `StringStringEntryProto`. */
export function readPair(reader: WireReader): Named {
  let [name, value] = ['', ''];
  while (reader.next()) {
    if (reader.field === 1) name = reader.text(MOST_CHARS);
    else if (reader.field === 2) value = reader.text(MOST_CHARS);
  }
  return { name, value };
}

/** An `OperatorSetIdProto`: the operators of ONNX itself have no domain. */
export function readOpset(reader: WireReader): Named {
  let [name, version] = ['', 0];
  while (reader.next()) {
    if (reader.field === 1) name = reader.text(MOST_CHARS);
    else if (reader.field === 2) version = reader.int();
  }
  return { name: name === '' ? 'ai.onnx' : name, value: String(version) };
}

/** A `ValueInfoProto`: a name and `float32 (batch, 3, 224, 224)`. */
export function readValueInfo(reader: WireReader): Named {
  let [name, value] = ['', ''];
  while (reader.next()) {
    if (reader.field === 1) name = reader.text(MOST_CHARS);
    else if (reader.field === 2) value = readType(reader.message(), 0);
  }
  return { name, value };
}

/** A `TypeProto`. */
function readType(reader: WireReader, depth: number): string {
  if (depth > MOST_TYPES_DEEP) return '…';
  while (reader.next()) {
    const inner = reader.message();
    if (reader.field === 1) return readTensorType(inner);
    if (reader.field === 8) return `sparse ${readTensorType(inner)}`;
    if (reader.field === 4) return `sequence of ${readInner(inner, 1, depth)}`;
    if (reader.field === 9) return `optional ${readInner(inner, 1, depth)}`;
    if (reader.field === 5) return `map to ${readInner(inner, 2, depth)}`;
  }
  return '';
}

function readInner(reader: WireReader, field: number, depth: number): string {
  while (reader.next()) if (reader.field === field) return readType(reader.message(), depth + 1);
  return 'any';
}

function readTensorType(reader: WireReader): string {
  let [type, shape] = ['', ''];
  while (reader.next()) {
    if (reader.field === 1) type = elementType(reader.int());
    else if (reader.field === 2) shape = ` (${readShape(reader.message()).join(', ')})`;
  }
  return type + shape;
}

/** Sizes, or names for those that are open. */
function readShape(reader: WireReader): readonly string[] {
  const sizes: string[] = [];
  while (reader.next() && sizes.length < MOST_AXES) {
    if (reader.field !== 1) continue;
    const axis = reader.message();
    let size = '?';
    while (axis.next()) {
      if (axis.field === 1) size = String(axis.int());
      else if (axis.field === 2) size = axis.text(100);
    }
    sizes.push(size);
  }
  return sizes;
}
