import type { Pair } from '../../../src/domain/run.ts';
import { type JsonOf, parseWrittenJson, type WrittenJson, WrittenNumber } from './lenient-json.ts';
import { flattenParams, toPythonText } from './python-text.ts';

const MOST_PARAMS = 20_000;
const MOST_PARAM_TEXT = 1_000_000;
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** Parsed JSON of either kind, for looking fields up. */
export type AnyJson = JsonOf<number> | JsonOf<WrittenNumber>;

/** The value under a key; undefined where there is none, or no object to ask. */
export function fieldOf<N>(value: JsonOf<N> | undefined, key: string): JsonOf<N> | undefined {
  return value instanceof Map ? (value as ReadonlyMap<string, JsonOf<N>>).get(key) : undefined;
}

/** '' where it is no text. A number is its digits: ids come as both. */
export function textOf(value: AnyJson | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === 'number' ? String(value) : '';
}

/** A logged value: a number, or the words that JSON has none for, as text. null for anything else. */
export function numberOf(value: AnyJson | undefined): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof WrittenNumber) return Number(value.text);
  return typeof value === 'string' ? (NUMBER_WORDS.get(value) ?? null) : null;
}

/** The same where producers also write numbers as text: `"0.1"`. */
export function looseNumberOf(value: AnyJson | undefined): number | null {
  const number = numberOf(value);
  if (number !== null || typeof value !== 'string' || value.length > 40) return number;
  return /^\s*[+-]?[\d.]/.test(value) && Number.isFinite(Number(value)) ? Number(value) : null;
}

/** null where it is no finite number: times and counts. */
export function finiteOf(value: AnyJson | undefined): number | null {
  const number = looseNumberOf(value);
  return number !== null && Number.isFinite(number) ? number : null;
}

export function listOf<N>(value: JsonOf<N> | undefined): readonly JsonOf<N>[] {
  return Array.isArray(value) ? (value as readonly JsonOf<N>[]) : [];
}

/** Keys and values of an object in its order; none for anything else. */
export function entriesOf<N>(value: JsonOf<N> | undefined): readonly (readonly [string, JsonOf<N>])[] {
  return value instanceof Map ? [...(value as ReadonlyMap<string, JsonOf<N>>)] : [];
}

/** Nested objects as `outer.inner`; none for what is no object. */
export function paramsOf(value: WrittenJson | undefined): Pair[] {
  const pairs: Pair[] = [];
  if (!(value instanceof Map) || value.size === 0) return pairs;
  flattenParams('', value, (key, text) => {
    if (pairs.length < MOST_PARAMS) pairs.push([key, text.slice(0, MOST_PARAM_TEXT)]);
  });
  return pairs;
}

/** Pairs in the order that run records have; of two with one key the later, none with an empty key. */
export function sortedPairs(pairs: Iterable<Pair>): Pair[] {
  const last = new Map(pairs);
  last.delete('');
  return [...last].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A JSON text as Python would print what it says; the text itself where it is none. */
export function jsonToPythonText(text: string): string {
  const parsed = parseWrittenJson(text);
  return parsed.ok ? toPythonText(parsed.value) : text;
}
