import { fromUtf8 } from '../../../../src/base/bytes.ts';
import { WireReader } from '../../../../src/base/protobuf.ts';
import type { HeldPoints } from '../../reading/held-series.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import { ItemWalker } from './items.ts';
import { beginsNumber, numberAt, numberOf } from './json-number.ts';
import { type KeyTable, type LoggedKey, pathId } from './key-table.ts';
import type { LoggedMedia } from './media.ts';

const ITEM = 1;
const STEP = 2;
/** More than one value of history is never: a table or histogram as JSON. */
const MOST_VALUE_BYTES = 16 * 1024 * 1024;
const MOST_LEAVES = 10_000;

/** What a row has besides numbers. */
export interface RowListener {
  media(media: LoggedMedia): void;
  text(key: string, step: number, timeMs: number, text: string): void;
}

/**
 * Rows of history as points. The step of a row is `_step`, else the record's own, else one more than the row before:
 * clients of every age differ in which they write.
 */
export class HistoryReader {
  private readonly points: HeldPoints;
  private readonly keys: KeyTable;
  private readonly listener: RowListener | null;
  private readonly walker: ItemWalker;
  /** What the row at hand holds; values that are no numbers have their place in the bytes. */
  private readonly row: { key: LoggedKey; value: number; start: number; end: number }[] = [];
  private length = 0;
  private nextStep = 0;
  rows = 0;
  lastStep = Number.NaN;
  lastTimeMs = Number.NaN;
  /** Steps between the rows before and behind damage, as `[before, behind]`. */
  readonly gaps: (readonly [number, number])[] = [];
  private isBehindDamage = false;

  constructor(points: HeldPoints, keys: KeyTable, listener: RowListener | null) {
    this.points = points;
    this.keys = keys;
    this.listener = listener;
    this.walker = new ItemWalker(keys);
  }

  /** Where a resumed run goes on; only rows that say no step themselves need it. */
  startAt(step: number): void {
    if (this.rows === 0 && Number.isFinite(step)) this.nextStep = step;
  }

  noteDamage(): void {
    this.isBehindDamage = true;
  }

  /** A history record: `{item*, step}`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    let step = Number.NaN;
    let recorded = Number.NaN;
    let timeMs = Number.NaN;
    let hasMedia = false;
    this.length = 0;
    const record = new WireReader(bytes, start, end);
    while (record.next()) {
      if (record.field === STEP && record.wire === 2) recorded = stepOf(record.message());
      if (record.field !== ITEM || record.wire !== 2) continue;
      if (!this.walker.read(bytes, record.valueStart, record.valueEnd)) continue;
      const { valueStart, valueEnd } = this.walker;
      if (valueStart < 0) continue;
      const key = this.walker.key!;
      const isNumber = beginsNumber(bytes[valueStart]);
      const value = isNumber ? numberAt(bytes, valueStart, valueEnd) : undefined;
      if (key.role === 'step') step = value ?? Number.NaN;
      else if (key.role === 'time') timeMs = Math.round((value ?? Number.NaN) * 1000);
      else if (key.role === 'value') {
        hasMedia ||= key.isMediaType;
        if (value !== undefined) this.hold(key, value, -1, -1);
        else this.hold(key, 0, valueStart, valueEnd);
      }
    }
    this.place(bytes, this.begin(step, recorded), this.began(timeMs), hasMedia);
  }

  /** A row of `wandb-history.jsonl`, which clients before 0.10 wrote. */
  readJson(row: ReadonlyMap<string, JsonValue>): void {
    const number = (key: string) =>
      typeof row.get(key) === 'number' ? (row.get(key) as number) : Number.NaN;
    const step = this.begin(number('_step'), Number.NaN);
    const timeMs = this.began(Math.round(number('_timestamp') * 1000));
    for (const [name, value] of row) this.addJson([name], value, step, timeMs, { left: MOST_LEAVES });
  }

  private hold(key: LoggedKey, value: number, start: number, end: number): void {
    const known = this.row[this.length];
    if (known) {
      known.key = key;
      known.value = value;
      known.start = start;
      known.end = end;
    } else this.row.push({ key, value, start, end });
    this.length += 1;
  }

  private begin(step: number, recorded: number): number {
    const known = Number.isFinite(step) ? step : Number.isFinite(recorded) ? recorded : this.nextStep;
    if (this.isBehindDamage) this.gaps.push([this.lastStep, known]);
    this.isBehindDamage = false;
    this.rows += 1;
    this.nextStep = known + 1;
    this.lastStep = known;
    return known;
  }

  private began(timeMs: number): number {
    if (Number.isFinite(timeMs)) this.lastTimeMs = timeMs;
    return timeMs;
  }

  private place(bytes: Uint8Array, step: number, timeMs: number, hasMedia: boolean): void {
    const media = hasMedia ? this.collectMedia(bytes) : null;
    for (let i = 0; i < this.length; i++) {
      const { key, value, start, end } = this.row[i]!;
      if (media?.has(this.row[i]!)) continue;
      if (start < 0) this.push(key, step, timeMs, value);
      else this.addOther(key, bytes, start, end, step, timeMs);
    }
    if (media === null || this.listener === null) return;
    for (const { path, fields } of new Set(media.values())) {
      this.listener.media({ key: path.join('.'), fields, step, timeMs });
    }
  }

  private push(key: LoggedKey, step: number, timeMs: number, value: number): void {
    if (key.series === undefined) key.series = this.points.get(key.name);
    if (key.series !== null) this.points.push(key.series, step, timeMs, value);
  }

  /** Media come as leaves (`img._type`, `img.path`, `img.width` …): those of one thing together. */
  private collectMedia(bytes: Uint8Array): Map<object, MediaParts> {
    const things = new Map<string, MediaParts>();
    const found = new Map<object, MediaParts>();
    for (let i = 0; i < this.length; i++) {
      const { key } = this.row[i]!;
      if (!key.isMediaType) continue;
      const path = key.path.slice(0, -1);
      things.set(pathId(path), { path, fields: new Map() });
    }
    for (let i = 0; i < this.length; i++) {
      const { key, value, start, end } = this.row[i]!;
      const depth = key.parents.findIndex((parent) => things.has(parent));
      if (depth < 0) continue;
      const thing = things.get(key.parents[depth]!)!;
      const leaf = key.path.slice(depth + 1).join('.');
      thing.fields.set(leaf, start < 0 ? value : (jsonAt(bytes, start, end) ?? null));
      found.set(this.row[i]!, thing);
    }
    return found;
  }

  private addOther(
    key: LoggedKey,
    bytes: Uint8Array,
    start: number,
    end: number,
    step: number,
    timeMs: number,
  ): void {
    const value = jsonAt(bytes, start, end);
    if (value !== undefined) this.addJson(key.path, value, step, timeMs, { left: MOST_LEAVES });
  }

  /** Old files have objects where newer ones have leaves. */
  private addJson(
    path: readonly string[],
    value: JsonValue,
    step: number,
    timeMs: number,
    budget: { left: number },
  ): void {
    budget.left -= 1;
    if (budget.left < 0) return;
    if (typeof value === 'string') {
      const number = numberWord(value);
      if (number === undefined) this.addText(path, step, timeMs, value);
      else this.addNumber(path, step, timeMs, number);
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      this.addNumber(path, step, timeMs, Number(value));
    } else if (value instanceof Map) {
      const fields = value as ReadonlyMap<string, JsonValue>;
      if (typeof fields.get('_type') === 'string') {
        if (!isHidden(path)) this.listener?.media({ key: path.join('.'), fields, step, timeMs });
        return;
      }
      for (const [name, one] of fields) this.addJson([...path, name], one, step, timeMs, budget);
    }
  }

  private addNumber(path: readonly string[], step: number, timeMs: number, value: number): void {
    const key = this.keys.ofPath(path);
    if (key?.role === 'value') this.push(key, step, timeMs, value);
  }

  private addText(path: readonly string[], step: number, timeMs: number, text: string): void {
    if (!isHidden(path)) this.listener?.text(path.join('.'), step, timeMs, text);
  }
}

interface MediaParts {
  readonly path: readonly string[];
  readonly fields: Map<string, JsonValue>;
}

/** W&B's own keys. */
function isHidden(path: readonly string[]): boolean {
  return path[0]?.startsWith('_') ?? false;
}

/** `{num}`; absent is 0. */
function stepOf(message: WireReader): number {
  let step = 0;
  while (message.next()) if (message.field === 1) step = message.int();
  return step;
}

/** JSON has no words for these, so that some writers quote them. */
function numberWord(text: string): number | undefined {
  return text === 'NaN' || text === 'Infinity' || text === '-Infinity' ? numberOf(text) : undefined;
}

/** undefined where it is no JSON, or too much of it. */
export function jsonAt(bytes: Uint8Array, start: number, end: number): JsonValue | undefined {
  if (end - start > MOST_VALUE_BYTES) return undefined;
  const result = parseLenientJson(fromUtf8(bytes.subarray(start, end)));
  return result.ok ? result.value : undefined;
}
