import * as v from 'valibot';
import { concatBytes, fromUtf8, toUtf8 } from '../../base/bytes.ts';
import type { PointColumns } from '../../base/columns.ts';
import { toHash, toRunKey } from '../../domain/ids.ts';
import type { LiveMessage, LiveNews, LiveRunNews, LiveSeriesNews } from '../../domain/live/live-message.ts';
import type { ExperimentRecord, FactRecord } from '../../domain/records.ts';
import type { StoredRun } from '../../domain/run.ts';
import { parseForeignPack } from '../../storage/foreign-records.ts';
import { parseRecordLine, toRecordLine } from '../../storage/record-lines.ts';

/**
 * A live message as bytes between browsers: three lengths (32 bits, little-endian), then as many bytes of JSON, of
 * experiments and of runs, as lines of records (`storage/record-lines.ts`, checked like those of packs), then the points:
 * for each series in order its steps, times and values as Float64.
 */
const HEAD_BYTES = 12;
export const MAX_WIRE_BYTES = 4 * 1024 * 1024;
const MAX_RUNS = 2000;
const MAX_SERIES = 5000;
const MAX_CONSOLE_LINES = 500;
const MAX_LINE = 4000;
const COLUMNS = 3;
/** A live run has no content yet; a record needs one. */
const NO_CONTENT = toHash('0'.repeat(64));

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const watcher = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const keys = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(1000))), v.maxLength(MAX_RUNS));

const head = v.variant('kind', [
  v.strictObject({ kind: v.literal('hello') }),
  v.strictObject({ kind: v.literal('over'), watcher, runs: keys }),
  v.strictObject({ kind: v.literal('bye'), watcher }),
  v.strictObject({
    kind: v.literal('news'),
    watcher,
    atMs: v.pipe(v.number(), v.finite()),
    runs: v.pipe(
      v.array(
        v.strictObject({
          lastSignMs: v.pipe(v.number(), v.finite()),
          isWhole: v.boolean(),
          console: v.pipe(v.array(v.pipe(v.string(), v.maxLength(MAX_LINE))), v.maxLength(MAX_CONSOLE_LINES)),
          /** storedCount, from, points, 1 where some were left out. */
          series: v.pipe(v.array(v.strictTuple([count, count, count, count])), v.maxLength(MAX_SERIES)),
        }),
      ),
      v.maxLength(MAX_RUNS),
    ),
  }),
]);

export function toWire(message: LiveMessage): Uint8Array<ArrayBuffer> {
  if (message.kind !== 'news') return join(message, '', '', []);
  const { kind, watcher, atMs } = message;
  const runs = message.runs.map(({ lastSignMs, isWhole, console, series }) => ({
    lastSignMs,
    isWhole,
    console: console.slice(-MAX_CONSOLE_LINES).map((line) => line.slice(0, MAX_LINE)),
    series: series.map((one) => [one.storedCount, one.from, one.points.values.length, Number(one.isThinned)]),
  }));
  const columns = message.runs.flatMap(({ series }) =>
    series.flatMap(({ points }) => [points.steps, points.timesMs, points.values]),
  );
  return join(
    { kind, watcher, atMs, runs },
    message.experiments.map(toRecordLine).join('\n'),
    message.runs.map((run) => toRecordLine(storedRun(run))).join('\n'),
    columns,
  );
}

/** Null for what no Cairn of this kind sends. `from` is who sent it, as people call them. */
export function fromWire(bytes: Uint8Array<ArrayBuffer>, from: string): LiveMessage | null {
  if (bytes.byteLength < HEAD_BYTES || bytes.byteLength > MAX_WIRE_BYTES) return null;
  const lengths = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  let at = HEAD_BYTES;
  const take = (size: number): Uint8Array<ArrayBuffer> | null => {
    if (size > bytes.byteLength - at) return null;
    at += size;
    return bytes.subarray(at - size, at);
  };
  const json = take(lengths.getUint32(0, true));
  const experiments = take(lengths.getUint32(4, true));
  const runs = take(lengths.getUint32(8, true));
  if (!json || !experiments || !runs) return null;
  const told = parseHead(json);
  if (!told) return null;
  if (told.kind === 'over') return { ...told, runs: told.runs.map(toRunKey) };
  if (told.kind !== 'news') return told;
  if (!parseForeignPack('others', experiments) || !parseForeignPack('runs', runs)) return null;
  const records = linesOf(experiments).filter((record) => record.kind === 'experiment');
  const heads = linesOf(runs) as StoredRun[];
  const points = new PointReader(bytes.subarray(at));
  return heads.length === told.runs.length ? readNews(told, from, records, heads, points) : null;
}

type NewsHead = Extract<v.InferOutput<typeof head>, { readonly kind: 'news' }>;

function readNews(
  told: NewsHead,
  from: string,
  experiments: readonly ExperimentRecord[],
  heads: readonly StoredRun[],
  points: PointReader,
): LiveNews | null {
  const runs: LiveRunNews[] = [];
  for (const [index, { series: sizes, ...run }] of told.runs.entries()) {
    const { content: _, series: stored, ...record } = heads[index]!;
    if (stored.length !== sizes.length) return null;
    const series: LiveSeriesNews[] = [];
    for (const [place, [storedCount, start, length, thinned]] of sizes.entries()) {
      const columns = points.take(length);
      if (!columns) return null;
      const { parts, ...summary } = stored[place]!;
      const { key } = summary;
      series.push({
        ...{ key, summary, parts, storedCount, from: start, points: columns },
        isThinned: thinned === 1,
      });
    }
    runs.push({ run: record, ...run, series });
  }
  const { watcher, atMs } = told;
  return points.isEmpty ? { kind: 'news', watcher, from, atMs, experiments, runs } : null;
}

/** Columns one after the other; they may begin at any byte. */
class PointReader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {}

  get isEmpty(): boolean {
    return this.at === this.bytes.byteLength;
  }

  take(length: number): PointColumns | null {
    if (length * COLUMNS * Float64Array.BYTES_PER_ELEMENT > this.bytes.byteLength - this.at) return null;
    const column = (): Float64Array => {
      const from = this.at;
      this.at += length * Float64Array.BYTES_PER_ELEMENT;
      return new Float64Array(this.bytes.slice(from, this.at).buffer);
    };
    return { steps: column(), timesMs: column(), values: column() };
  }
}

function storedRun({ run, series }: LiveRunNews): StoredRun {
  return { ...run, content: NO_CONTENT, series: series.map(({ summary, parts }) => ({ ...summary, parts })) };
}

function linesOf(bytes: Uint8Array): FactRecord[] {
  const text = fromUtf8(bytes);
  return text === '' ? [] : text.split('\n').map(parseRecordLine);
}

function parseHead(bytes: Uint8Array): v.InferOutput<typeof head> | null {
  try {
    const parsed = v.safeParse(head, JSON.parse(fromUtf8(bytes)), { abortEarly: true });
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function join(
  json: object,
  experiments: string,
  runs: string,
  columns: readonly Float64Array[],
): Uint8Array<ArrayBuffer> {
  const texts = [JSON.stringify(json), experiments, runs].map(toUtf8);
  const lengths = new DataView(new ArrayBuffer(HEAD_BYTES));
  for (const [index, text] of texts.entries()) lengths.setUint32(index * 4, text.byteLength, true);
  const points = columns.map((one) => new Uint8Array(one.buffer, one.byteOffset, one.byteLength));
  return concatBytes([new Uint8Array(lengths.buffer), ...texts, ...points]);
}
