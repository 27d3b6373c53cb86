import { entriesOf, fieldOf, listOf, numberOf, textOf } from '../../text/json-fields.ts';
import type { JsonOf } from '../../text/lenient-json.ts';

/** The parsers behind this bound the depth as well; a wrapper adds levels to what it wraps. */
const MOST_DEPTH = 80;
/** In the order in which they say most of what they wrap. */
const LISTS = ['py/tuple', 'py/set', 'py/seq'] as const;
const NAMES = ['py/type', 'py/function', 'py/repr', 'py/object'] as const;

/**
 * What jsonpickle wrapped, without the wrapping: Sacred writes tuples, arrays and objects of a config so. Objects keep
 * their fields, and are the name of their class where they have none. Nothing is ever made of such a name.
 */
export function unwrapPickled<N>(value: JsonOf<N>, depth = 0): JsonOf<N> {
  if (depth > MOST_DEPTH) return '…';
  if (Array.isArray(value))
    return (value as readonly JsonOf<N>[]).map((one) => unwrapPickled(one, depth + 1));
  if (!(value instanceof Map)) return value;
  const map = value as ReadonlyMap<string, JsonOf<N>>;
  for (const name of LISTS) {
    if (map.has(name)) return listOf(map.get(name)).map((one) => unwrapPickled(one, depth + 1));
  }
  const array = arrayOf(map);
  if (array !== undefined) return unwrapPickled(array, depth + 1);
  const fields = new Map<string, JsonOf<N>>();
  for (const [key, one] of map) if (!key.startsWith('py/')) fields.set(key, unwrapPickled(one, depth + 1));
  for (const [key, one] of entriesOf(map.get('py/state'))) fields.set(key, unwrapPickled(one, depth + 1));
  if (fields.size > 0 || ![...map.keys()].some((key) => key.startsWith('py/'))) return fields;
  return nameIn(map, depth);
}

/** The numbers of a NumPy array or the one number of a NumPy scalar; undefined for anything else. */
function arrayOf<N>(map: ReadonlyMap<string, JsonOf<N>>): JsonOf<N> | undefined {
  const isArray = map.has('dtype') && textOf(map.get('py/object') as JsonOf<number>).startsWith('numpy.');
  return isArray ? (map.get('values') ?? map.get('value')) : undefined;
}

function nameIn<N>(map: ReadonlyMap<string, JsonOf<N>>, depth: number): JsonOf<N> {
  for (const name of NAMES) {
    const text = map.get(name);
    if (typeof text === 'string') return text;
  }
  // How an object is made anew: a function and what it is called with.
  const [maker] = listOf(map.get('py/reduce'));
  return maker === undefined ? '' : unwrapPickled(maker, depth + 1);
}

/** A logged value: a number, or one that NumPy wrapped. null for anything else. */
export function loggedNumber(value: JsonOf<number>): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!(value instanceof Map)) return numberOf(value);
  return numberOf(fieldOf(value, 'value') ?? fieldOf(value, 'values'));
}
