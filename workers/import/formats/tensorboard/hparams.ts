import { WireReader } from '../../../../src/base/protobuf.ts';
import type { RunStatus } from '../../../../src/domain/run.ts';

/** What the hparams plugin says in the metadata of its three tags. */
export interface HparamsNews {
  readonly params?: ReadonlyMap<string, string>;
  readonly startSeconds?: number;
  readonly endSeconds?: number;
  readonly status?: RunStatus;
  readonly group?: string;
  /** What the experiment as a whole says of its hyperparameters; of no single run. */
  readonly isExperiment?: boolean;
}

const MOST_PARAMS = 10_000;
const MOST_TEXT = 100_000;
const MOST_DEPTH = 8;
const STATUS: readonly RunStatus[] = ['unknown', 'finished', 'failed', 'running'];

/** `content`: HParamsPluginData. Null where it says nothing. */
export function readHparams(content: Uint8Array): HparamsNews | null {
  const reader = new WireReader(content);
  let news: HparamsNews | null = null as HparamsNews | null;
  while (reader.next()) {
    if (reader.field === 2) news = { ...news, isExperiment: true };
    if (reader.field === 3) news = { ...news, ...readStart(reader.message()) };
    if (reader.field === 4) news = { ...news, ...readEnd(reader.message()) };
  }
  return news;
}

function readStart(reader: WireReader): HparamsNews {
  const params = new Map<string, string>();
  let group = '';
  let startSeconds = 0;
  while (reader.next()) {
    if (reader.field === 1 && params.size < MOST_PARAMS) readEntry(reader.message(), params);
    if (reader.field === 4) group = reader.text(MOST_TEXT);
    if (reader.field === 5) startSeconds = reader.float();
  }
  return { params, ...(group && { group }), ...(startSeconds > 0 && { startSeconds }) };
}

function readEnd(reader: WireReader): HparamsNews {
  let status: RunStatus = 'unknown';
  let endSeconds = 0;
  while (reader.next()) {
    if (reader.field === 1) status = STATUS[reader.int()] ?? 'unknown';
    if (reader.field === 2) endSeconds = reader.float();
  }
  return { status, ...(endSeconds > 0 && { endSeconds }) };
}

function readEntry(reader: WireReader, params: Map<string, string>): void {
  let key = '';
  let value: string | null = null;
  while (reader.next()) {
    if (reader.field === 1) key = reader.text(MOST_TEXT);
    if (reader.field === 2) value = valueText(readValue(reader.message(), 0));
  }
  if (key !== '' && value !== null) params.set(key, value);
}

type Value = null | number | string | boolean | readonly Value[] | ReadonlyMap<string, Value>;

/** google.protobuf.Value */
function readValue(reader: WireReader, depth: number): Value {
  let value: Value = null;
  while (reader.next()) {
    if (reader.field === 2) value = reader.float();
    else if (reader.field === 3) value = reader.text(MOST_TEXT);
    else if (reader.field === 4) value = reader.bool();
    else if (depth < MOST_DEPTH && reader.field === 5) value = readStruct(reader.message(), depth + 1);
    else if (depth < MOST_DEPTH && reader.field === 6) value = readList(reader.message(), depth + 1);
  }
  return value;
}

function readStruct(reader: WireReader, depth: number): ReadonlyMap<string, Value> {
  const members = new Map<string, Value>();
  while (reader.next()) {
    if (reader.field !== 1 || members.size >= MOST_PARAMS) continue;
    const entry = reader.message();
    let key = '';
    let value: Value = null;
    while (entry.next()) {
      if (entry.field === 1) key = entry.text(MOST_TEXT);
      if (entry.field === 2) value = readValue(entry.message(), depth);
    }
    members.set(key, value);
  }
  return members;
}

function readList(reader: WireReader, depth: number): readonly Value[] {
  const items: Value[] = [];
  while (reader.next())
    if (reader.field === 1 && items.length < MOST_PARAMS) items.push(readValue(reader.message(), depth));
  return items;
}

/** As Python prints it: that is how the same param looks when another tool has logged it. Null for no value. */
function valueText(value: Value): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return pythonNumber(value);
  return JSON.stringify(toPlain(value));
}

/** A whole number without a point, for most such params were written as one: the protocol knows only doubles. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) return String(value);
  const [digits, exponent = ''] = value.toExponential().split('e');
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function toPlain(value: Value): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, toPlain(one)]));
  return value;
}
