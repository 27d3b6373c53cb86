import type { MlField, MlParam, MlSignature } from '../../src/domain/ml-model.ts';
import type { YamlEntries, YamlNode } from '../import/text/yaml.ts';

const MOST_FIELDS = 10_000;
const MOST_DEPTH = 16;
const MOST_TYPE_CHARS = 2000;

type Json = { readonly [key: string]: unknown };
type Part = 'inputs' | 'outputs' | 'params';

/**
 * The signature of an `MLmodel`. Each part is JSON in a string, or null; very old files hold the lists themselves,
 * which are not read.
 */
export function readMlSignature(map: YamlEntries | null): MlSignature | null {
  if (map === null) return null;
  const unread: Part[] = [];
  const read = <T>(part: Part, toItem: (item: Json) => T): readonly T[] | null => {
    const items = readItems(map.get(part));
    if (items === 'unread') unread.push(part);
    return items === null || items === 'unread' ? null : items.map(toItem);
  };
  const inputs = read('inputs', toField);
  const outputs = read('outputs', toField);
  const params = read('params', toParam);
  if (inputs === null && outputs === null && params === null && unread.length === 0) return null;
  return { inputs, outputs, params, unread };
}

function readItems(node: YamlNode | undefined): readonly Json[] | null | 'unread' {
  if (node === undefined) return null;
  if (node.kind !== 'scalar') return 'unread';
  if (node.text === '' || (node.plain && /^(?:null|~)$/.test(node.text))) return null;
  const parsed = parseJson(node.text);
  if (parsed === null) return null;
  if (!Array.isArray(parsed)) return 'unread';
  return parsed.slice(0, MOST_FIELDS).filter(isJson);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toField(item: Json): MlField {
  return {
    name: plainText(item.name),
    type: typeText(item, 0).slice(0, MOST_TYPE_CHARS),
    required: item.required !== false && item.optional !== true,
  };
}

/** `shape` of a param: null for one value, `[-1]` for a list. */
function toParam(item: Json): MlParam {
  const type = plainText(item.type ?? item.dtype);
  const base = isJson(item.properties) ? typeText(item, 0).slice(0, MOST_TYPE_CHARS) : type;
  const isList = Array.isArray(item.shape);
  return {
    name: plainText(item.name),
    type: isList ? `${base} ${shapeText(item.shape)}` : base,
    required: item.default === undefined,
    default: item.default === undefined ? '' : JSON.stringify(item.default).slice(0, MOST_TYPE_CHARS),
  };
}

/** Deeper types, and more than a screen of them, end in `…`. */
function typeText(item: Json, depth: number): string {
  if (depth > MOST_DEPTH) return '…';
  const spec = item['tensor-spec'];
  if (item.type === 'tensor' && isJson(spec)) return `${plainText(spec.dtype)} ${shapeText(spec.shape)}`;
  if (item.type === 'array') return `array<${isJson(item.items) ? typeText(item.items, depth + 1) : 'any'}>`;
  if (item.type === 'map') return `map<${isJson(item.values) ? typeText(item.values, depth + 1) : 'any'}>`;
  if (item.type !== 'object' || !isJson(item.properties)) return plainText(item.type) || 'any';
  const shown: string[] = [];
  let length = 0;
  for (const [name, value] of Object.entries(item.properties)) {
    if (length > MOST_TYPE_CHARS) {
      shown.push('…');
      break;
    }
    const mark = isJson(value) && value.required === false ? '?' : '';
    const one = `${name}${mark}: ${isJson(value) ? typeText(value, depth + 1) : 'any'}`;
    shown.push(one);
    length += one.length;
  }
  return `{${shown.join(', ')}}`;
}

function shapeText(shape: unknown): string {
  if (!Array.isArray(shape)) return '';
  return `(${shape.slice(0, 64).map(plainText).join(', ')})`;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MOST_TYPE_CHARS);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
