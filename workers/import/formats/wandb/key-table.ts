import { WireReader } from '../../../../src/base/protobuf.ts';
import type { HeldSeries } from '../../reading/held-series.ts';

/** A key of history, summary or stats, whatever it stands for. */
export interface LoggedKey {
  readonly path: readonly string[];
  /** The path joined by `.`. */
  readonly name: string;
  readonly role: 'step' | 'time' | 'hidden' | 'value';
  /** The paths that this one lies below, shortest first, each as one text. Made when they are asked for. */
  readonly parents: readonly string[];
  /** The leaf that says what kind of media the keys around it describe. */
  readonly isMediaType: boolean;
  /** Asked for with the first number; null where the run has too many series. */
  series: HeldSeries | null | undefined;
  /** The last value of the summary as JSON text; null where it has none. */
  summary: string | null;
}

/** A run does not log more different keys; W&B itself refuses at a tenth of it. */
const MOST_KEYS = 100_000;
const MOST_KEY_BYTES = 4096;
const MOST_PARTS = 32;
const KEY = 1;
const NESTED_KEY = 2;

interface Slot {
  readonly bytes: Uint8Array;
  readonly key: LoggedKey;
}

/** Finds keys by their bytes: the same few come again with every row, and none is decoded twice. */
export class KeyTable {
  private readonly slots = new Map<number, Slot[]>();
  private readonly byPath = new Map<string, LoggedKey>();
  /** Keys beyond the most that are read. */
  refused = 0;

  /** `bytes` from `start` to `end` hold `key` or all `nested_key` of an item; null where there are too many keys. */
  find(bytes: Uint8Array, start: number, end: number): LoggedKey | null {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const slots = this.slots.get(hash);
    if (slots) {
      for (const slot of slots) if (isEqual(slot.bytes, bytes, start, end)) return slot.key;
    }
    return this.add(hash, bytes, start, end);
  }

  ofPath(path: readonly string[]): LoggedKey | null {
    const id = pathId(path);
    const known = this.byPath.get(id);
    if (known) return known;
    if (this.byPath.size >= MOST_KEYS) {
      this.refused += 1;
      return null;
    }
    const key = makeKey(path);
    this.byPath.set(id, key);
    return key;
  }

  all(): Iterable<LoggedKey> {
    return this.byPath.values();
  }

  private add(hash: number, bytes: Uint8Array, start: number, end: number): LoggedKey | null {
    if (end - start > MOST_KEY_BYTES) {
      this.refused += 1;
      return null;
    }
    const path = readKeyPath(new WireReader(bytes, start, end));
    const key = path === null ? null : this.ofPath(path);
    if (key === null) return null;
    const slot = { bytes: bytes.slice(start, end), key };
    const others = this.slots.get(hash);
    if (!others) this.slots.set(hash, [slot]);
    // Keys made to collide are read, and not kept.
    else if (others.length < 32) others.push(slot);
    return key;
  }
}

/** `nested_key` where there is one, else `key`; null where there is neither. */
export function readKeyPath(reader: WireReader): readonly string[] | null {
  let key: string | null = null;
  const nested: string[] = [];
  while (reader.next()) {
    if (reader.field === KEY) key = reader.text(MOST_KEY_BYTES);
    else if (reader.field === NESTED_KEY && nested.length < MOST_PARTS)
      nested.push(reader.text(MOST_KEY_BYTES));
  }
  if (nested.length > 0) return nested;
  return key === null ? null : [key];
}

function makeKey(path: readonly string[]): LoggedKey {
  const name = path.join('.');
  const [first = ''] = path;
  let role: LoggedKey['role'] = first.startsWith('_') ? 'hidden' : 'value';
  if (name === '_step') role = 'step';
  else if (name === '_timestamp') role = 'time';
  const isMediaType = path.length > 1 && path.at(-1) === '_type';
  let parents: readonly string[] | null = null;
  return {
    path,
    name,
    role,
    isMediaType,
    series: undefined,
    summary: null,
    get parents() {
      parents ??= path.slice(0, -1).map((_, depth) => pathId(path.slice(0, depth + 1)));
      return parents;
    },
  };
}

/** A path as one text, whatever is in its parts. */
export function pathId(path: readonly string[]): string {
  return JSON.stringify(path);
}

function isEqual(own: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (own.length !== end - start) return false;
  for (let i = 0; i < own.length; i++) if (own[i] !== bytes[start + i]) return false;
  return true;
}
