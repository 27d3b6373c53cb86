import { fromUtf8 } from '../../../../src/base/bytes.ts';
import { WireReader } from '../../../../src/base/protobuf.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import type { ItemWalker } from './items.ts';
import { numberOf } from './json-number.ts';
import { type KeyTable, pathId } from './key-table.ts';

const UPDATE = 1;
const REMOVE = 2;
const MOST_VALUE_BYTES = 256 * 1024;
const MOST_LEAVES = 10_000;
/** Characters of a text that is shown as a tag. */
const MOST_TEXT = 5000;

/** A final value under its key: only what no row of history says as well. */
export interface FinalValues {
  readonly numbers: readonly (readonly [key: string, value: number])[];
  readonly texts: readonly Pair[];
}

/** The summary of a run as its updates leave it. Keys that history has are not followed: there it says more. */
export class SummaryValues {
  private readonly keys: KeyTable;
  private readonly walker: ItemWalker;

  constructor(keys: KeyTable, walker: ItemWalker) {
    this.keys = keys;
    this.walker = walker;
  }

  /** `{update*, remove*}`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    const summary = new WireReader(bytes, start, end);
    while (summary.next()) {
      if (summary.wire !== 2 || (summary.field !== UPDATE && summary.field !== REMOVE)) continue;
      if (!this.walker.read(bytes, summary.valueStart, summary.valueEnd)) continue;
      const { key, valueStart, valueEnd } = this.walker;
      if (key === null || key.role !== 'value' || key.series) continue;
      const isSet = summary.field === UPDATE && valueStart >= 0 && valueEnd - valueStart <= MOST_VALUE_BYTES;
      key.summary = isSet ? fromUtf8(bytes.subarray(valueStart, valueEnd)) : null;
    }
  }

  /** `wandb-summary.json`, for folders without a log. */
  readJson(summary: ReadonlyMap<string, JsonValue>): void {
    for (const [name, value] of summary) {
      const key = this.keys.ofPath([name]);
      if (key?.role === 'value') key.summary = JSON.stringify(value, replaceMaps) ?? null;
    }
  }

  finals(): FinalValues {
    const found = { numbers: [] as (readonly [string, number])[], texts: [] as Pair[], left: MOST_LEAVES };
    const media = this.mediaPaths();
    for (const key of this.keys.all()) {
      if (key.summary === null || key.series || key.parents.some((parent) => media.has(parent))) continue;
      const number = numberOf(key.summary);
      if (number !== undefined) found.numbers.push([key.name, number]);
      else {
        const result = parseLenientJson(key.summary);
        if (result.ok) addValue(key.name, result.value, found);
      }
    }
    return found;
  }

  /** Paths whose leaves describe an image, a table … */
  private mediaPaths(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const key of this.keys.all()) if (key.isMediaType) found.add(pathId(key.path.slice(0, -1)));
    return found;
  }
}

function addValue(
  key: string,
  value: JsonValue,
  found: { numbers: (readonly [string, number])[]; texts: Pair[]; left: number },
): void {
  found.left -= 1;
  if (found.left < 0) return;
  if (typeof value === 'number' || typeof value === 'boolean') found.numbers.push([key, Number(value)]);
  else if (typeof value === 'string') addWord(key, value, found);
  else if (value instanceof Map) {
    const entries = value as ReadonlyMap<string, JsonValue>;
    if (typeof entries.get('_type') === 'string') return;
    for (const [name, one] of entries) addValue(`${key}.${name}`, one, found);
  }
}

function addWord(
  key: string,
  word: string,
  found: { numbers: (readonly [string, number])[]; texts: Pair[] },
): void {
  const number = word === 'NaN' || word === 'Infinity' || word === '-Infinity' ? numberOf(word) : undefined;
  if (number !== undefined) found.numbers.push([key, number]);
  else found.texts.push([key, word.slice(0, MOST_TEXT)]);
}

/** For JSON.stringify: maps as objects, what JSON has no word for as text. */
function replaceMaps(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
