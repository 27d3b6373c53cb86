import { parseLenientJson, parseWrittenJson, WrittenNumber } from './lenient-json.ts';

/** What a line of JSON holds where it holds no object: numbers and words, and lists as they are. */
export type JsonLeaf = null | boolean | number | WrittenNumber | string | readonly unknown[];

const MOST_DEPTH = 16;
/** Of one row. Nobody logs more at a step; a file that does would make a column of each. */
const MOST_LEAVES = 20_000;
const LONGEST_KEY = 1000;

/**
 * One object of JSON, as its line has it; null for anything else. The engine's own parser is many times faster than
 * ours, which is asked where a line has what only Python writes (NaN).
 */
export function parseJsonRow(text: string): object | null {
  const start = text.trimStart();
  if (!start.startsWith('{')) return null;
  try {
    return asObject(JSON.parse(text));
  } catch {
    // NaN and Infinity are all that makes JSON of what was none.
    if (!start.trimEnd().endsWith('}') || !/NaN|Infinity/.test(text)) return null;
    const parsed = parseLenientJson(text);
    return parsed.ok ? asObject(parsed.value) : null;
  }
}

/** The same with numbers as they were written: ids may be longer than a number can be. Several times slower. */
export function parseWrittenRow(text: string): object | null {
  if (!text.trimStart().startsWith('{')) return null;
  const parsed = parseWrittenJson(text);
  return parsed.ok ? asObject(parsed.value) : null;
}

/**
 * The leaves of a row under keys joined by `separator`. Nested deeper than sixteen levels, and behind the first
 * twenty thousand, nothing is looked at. `skip` leaves a key of the first level out with all below it.
 */
export function eachLeaf(
  row: object,
  separator: string,
  visit: (key: string, leaf: JsonLeaf) => void,
  skip: (key: string) => boolean = () => false,
): void {
  let left = MOST_LEAVES;
  const walk = (value: object, prefix: string, depth: number): void => {
    for (const [name, one] of entriesOf(value)) {
      if (left <= 0 || (depth === 0 && skip(name))) continue;
      const key = prefix === '' ? name : prefix + separator + name;
      if (key.length > LONGEST_KEY) continue;
      const inner = asObject(one);
      if (inner === null) {
        left -= 1;
        visit(key, one as JsonLeaf);
      } else if (depth < MOST_DEPTH) walk(inner, key, depth + 1);
    }
  };
  walk(row, '', 0);
}

/** The value under a key of the first level, whichever parser made the row. */
export function leafOf(row: object, key: string): unknown {
  if (row instanceof Map) return row.get(key);
  return Object.hasOwn(row, key) ? (row as Readonly<Record<string, unknown>>)[key] : undefined;
}

function entriesOf(value: object): Iterable<readonly [string, unknown]> {
  return value instanceof Map ? value : Object.entries(value);
}

function asObject(value: unknown): object | null {
  if (value === null || typeof value !== 'object') return null;
  return Array.isArray(value) || value instanceof WrittenNumber ? null : value;
}
