import { type Literal, toShape } from './literal.ts';

export type PlainKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'complex'
  | 'bytes'
  | 'text'
  | 'datetime'
  | 'timedelta'
  | 'raw'
  | 'object';

export interface DataType {
  readonly kind: PlainKind | 'record';
  readonly sizeBytes: number;
  readonly isLittle: boolean;
  /** Of a time: `ns`, `D`, and how many of them one step is. */
  readonly unit: string;
  readonly unitCount: number;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly type: DataType;
  /** Of an array in each record; empty for one value. */
  readonly shape: readonly number[];
  readonly offsetBytes: number;
}

const KINDS = new Map<string, PlainKind>([
  ['b', 'bool'],
  ['i', 'int'],
  ['u', 'uint'],
  ['f', 'float'],
  ['c', 'complex'],
  ['S', 'bytes'],
  ['a', 'bytes'],
  ['U', 'text'],
  ['M', 'datetime'],
  ['m', 'timedelta'],
  ['V', 'raw'],
  ['O', 'object'],
]);
const SIZES = new Map<PlainKind, readonly number[]>([
  ['bool', [1]],
  ['int', [1, 2, 4, 8]],
  ['uint', [1, 2, 4, 8]],
  ['float', [2, 4, 8, 12, 16]],
  ['complex', [8, 16, 24, 32]],
  ['datetime', [8]],
  ['timedelta', [8]],
]);
const MOST_FIELDS = 2000;
const MOST_DEPTH = 8;
/** One value: a text of a quarter million letters. */
const LARGEST_VALUE = 1024 * 1024;

/** null for what is no type NumPy writes. */
export function parseType(literal: Literal | undefined, depth = 0): DataType | null {
  if (literal?.kind === 'text') return parsePlain(literal.text);
  if (literal?.kind !== 'list' || depth > MOST_DEPTH || literal.items.length > MOST_FIELDS) return null;
  const fields: Field[] = [];
  let sizeBytes = 0;
  for (const item of literal.items) {
    const field = parseField(item, sizeBytes, depth);
    if (field === null) return null;
    const count = field.shape.reduce((product, size) => product * size, 1);
    sizeBytes += field.type.sizeBytes * count;
    if (!(sizeBytes <= LARGEST_VALUE)) return null;
    fields.push(field);
  }
  return { kind: 'record', sizeBytes, isLittle: true, unit: '', unitCount: 1, fields };
}

function parseField(item: Literal, offsetBytes: number, depth: number): Field | null {
  if (item.kind !== 'list' || item.items.length < 2 || item.items.length > 3) return null;
  const [name, type, shape] = item.items;
  const parsed = parseType(type, depth + 1);
  const sizes = shape === undefined ? [] : shape.kind === 'number' ? [shape.value] : toShape(shape);
  const text = name?.kind === 'list' ? name.items[1] : name;
  if (parsed === null || sizes === null || text?.kind !== 'text') return null;
  return { name: text.text, type: parsed, shape: sizes, offsetBytes };
}

function parsePlain(text: string): DataType | null {
  const found = /^([<>=|])?([a-zA-Z])(\d{0,7})(?:\[(\d{0,7})([a-zA-Zμ]{1,2})\])?$/.exec(text);
  if (found === null) return null;
  const kind = KINDS.get(found[2]!);
  if (kind === undefined) return null;
  const count = found[3] === '' ? (kind === 'object' ? 8 : 0) : Number(found[3]);
  const sizeBytes = kind === 'text' ? count * 4 : count;
  if (SIZES.get(kind)?.includes(sizeBytes) === false || sizeBytes > LARGEST_VALUE) return null;
  return {
    kind,
    sizeBytes,
    isLittle: found[1] !== '>',
    unit: found[5] ?? '',
    unitCount: Number(found[4] || 1),
    fields: [],
  };
}

/** Objects are pickled, wherever in a record they stand. */
export function holdsObjects(type: DataType): boolean {
  return type.kind === 'object' || type.fields.some((field) => holdsObjects(field.type));
}

/** As NumPy names it. */
export function typeText(type: DataType): string {
  if (type.kind === 'record') {
    const fields = type.fields.slice(0, 50).map((field) => {
      const shape = field.shape.length === 0 ? '' : ` (${field.shape.join(', ')})`;
      return `${field.name}: ${typeText(field.type)}${shape}`;
    });
    const more = type.fields.length > 50 ? ', …' : '';
    return `{${fields.join(', ')}${more}}`;
  }
  if (type.kind === 'text') return `<U${type.sizeBytes / 4}`;
  if (type.kind === 'bytes') return `S${type.sizeBytes}`;
  if (type.kind === 'raw') return `void${type.sizeBytes}`;
  if (type.kind === 'object' || type.kind === 'bool') return type.kind;
  if (type.kind === 'datetime' || type.kind === 'timedelta') {
    const count = type.unitCount === 1 ? '' : type.unitCount;
    return `${type.kind}64${type.unit === '' ? '' : `[${count}${type.unit}]`}`;
  }
  return `${type.kind}${type.sizeBytes * 8}`;
}

/** Fields that hold values themselves, deeper ones by a dotted name. */
export function leafFields(type: DataType, before = '', offset = 0): readonly Field[] {
  return type.fields.flatMap((field): readonly Field[] => {
    const placed = { ...field, name: before + field.name, offsetBytes: offset + field.offsetBytes };
    const isNested = field.type.kind === 'record' && field.shape.length === 0;
    return isNested ? leafFields(field.type, `${placed.name}.`, placed.offsetBytes) : [placed];
  });
}
