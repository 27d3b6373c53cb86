import { fromUtf8 } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { type Hash, toHash } from '../domain/ids.ts';
import type { FactRecord } from '../domain/records.ts';
import type { SeriesPart, StoredRun, StoredSeries } from '../domain/run.ts';

/**
 * A record as its line in a pack; equal records have equal lines. Runs are most of all lines, so their series are
 * rows without field names (a third of the size) and are written by the engine's own JSON (ten times faster).
 */
export function toRecordLine(record: FactRecord): string {
  return record.kind === 'run' ? toRunLine(record) : canonicalJson(record);
}

/** Records of a pack. The bytes were hashed when they were written, so what parses is what was stored. */
export function parseRecordLines(bytes: Uint8Array): FactRecord[] {
  const records: FactRecord[] = [];
  for (const line of fromUtf8(bytes).split('\n')) {
    if (line !== '') records.push(parseRecordLine(line));
  }
  return records;
}

/** A run without its series. */
export type RunHead = Omit<StoredRun, 'series' | 'content'>;
/** What a table shows of a series. */
export type SeriesFigures = Pick<
  StoredSeries,
  'key' | 'count' | 'last' | 'first' | 'min' | 'max' | 'mean' | 'lastTimeMs'
>;

export interface RunFigures {
  readonly run: RunHead;
  readonly series: readonly SeriesFigures[];
}

/**
 * The runs of a pack as far as a table shows them: two thirds of a run are what it does not. One by one, so that each
 * can be forgotten before the next is read.
 */
export function* eachRunFigures(bytes: Uint8Array): Generator<RunFigures> {
  const decoder = new TextDecoder();
  for (const [from, to] of eachLine(bytes)) {
    const run = JSON.parse(decoder.decode(bytes.subarray(from, to))) as
      | Exclude<FactRecord, StoredRun>
      | RunLine;
    if (run.kind === 'run') yield { run, series: run.series.map(toFigures) };
  }
}

export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (const _ of eachLine(bytes)) count += 1;
  return count;
}

/** Where the lines that are not empty begin and end. */
function* eachLine(bytes: Uint8Array): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const to = feed < 0 ? bytes.length : feed;
    if (to > from) yield [from, to];
    from = to + 1;
  }
}

function toFigures(row: SeriesRow): SeriesFigures {
  return {
    key: row[0],
    count: Number(row[1]),
    last: Number(row[2]),
    first: Number(row[11]),
    min: Number(row[5]),
    max: Number(row[7]),
    mean: Number(row[9]),
    lastTimeMs: Number(row[4]),
  };
}

/** Records of a pack that speak of this key or owner, and perhaps a few more; the others are not even parsed. */
export function parseRecordsAbout(key: string, bytes: Uint8Array): FactRecord[] {
  const text = JSON.stringify(key);
  const lines = fromUtf8(bytes).split('\n');
  return lines.filter((line) => line.includes(text)).map(parseRecordLine);
}

/** Records of runs and of their artifacts that speak of any of these; lines about others are not parsed. */
export function parseRecordsAboutAny(keys: ReadonlySet<string>, bytes: Uint8Array): FactRecord[] {
  const records: FactRecord[] = [];
  for (const line of fromUtf8(bytes).split('\n')) {
    if (line === '') continue;
    const subject = subjectOf(line);
    if (subject === null || keys.has(subject)) records.push(parseRecordLine(line));
  }
  return records;
}

const RUN_HEAD = '{"kind":"run","key":';
const OWNER = ',"owner":';

/** The run or owner of a line without parsing it, or null where only parsing tells. */
function subjectOf(line: string): string | null {
  if (line.startsWith(RUN_HEAD)) return stringAt(line, RUN_HEAD.length);
  // The last member of an artifact listing, by the order of canonical JSON.
  const at = line.lastIndexOf(OWNER);
  return at < 0 ? null : stringAt(line, at + OWNER.length);
}

/** A string of JSON without escapes, or null. */
function stringAt(line: string, start: number): string | null {
  const end = line[start] === '"' ? line.indexOf('"', start + 1) : -1;
  const text = end < 0 ? null : line.slice(start + 1, end);
  return text === null || text.includes('\\') ? null : text;
}

const LINE_FEED = 10;

type NumberText = number | string;
type PartRow = readonly [pack: number, offset: number, count: number];
/** The fields of a stored series in this order, the parts' packs as indexes of the run's own list. */
type SeriesRow = readonly [string, ...NumberText[], string, readonly PartRow[]];

const NUMBER_FIELDS = [
  'count',
  'last',
  'lastStep',
  'lastTimeMs',
  'min',
  'minStep',
  'max',
  'maxStep',
  'mean',
  'firstStep',
  'first',
  'nonFiniteCount',
  'backwardSteps',
] as const satisfies readonly (keyof StoredSeries)[];

interface RunLine extends Omit<StoredRun, 'series'> {
  readonly packs: readonly Hash[];
  readonly series: readonly SeriesRow[];
}

function toRunLine(run: StoredRun): string {
  const packs: Hash[] = [];
  const indexOf = new Map<Hash, number>();
  const toPart = ({ pack, offset, count }: SeriesPart): PartRow => {
    let index = indexOf.get(pack);
    if (index === undefined) {
      index = packs.push(pack) - 1;
      indexOf.set(pack, index);
    }
    return [index, offset, count];
  };
  const series = run.series.map((one): SeriesRow => {
    const numbers = NUMBER_FIELDS.map((field) => toNumberText(one[field]));
    return [one.key, ...numbers, one.fingerprint, one.parts.map(toPart)];
  });
  // Named one by one: the order of the members is the order of the line, wherever the record came from.
  const { kind, key, content, revision, experiment, name, status, startMs, endMs, lifecycle, user, parent } =
    run;
  const { source, artifactUri, origin, params, tags, datasets, models } = run;
  const line: RunLine = {
    ...{ kind, key, content },
    ...(revision === undefined ? {} : { revision }),
    ...{ experiment, name, status, startMs, endMs, lifecycle, user, parent },
    source,
    artifactUri,
    origin,
    params,
    tags,
    datasets,
    models,
    packs,
    series,
  };
  return JSON.stringify(line);
}

export function parseRecordLine(line: string): FactRecord {
  const record = JSON.parse(line) as Exclude<FactRecord, StoredRun> | RunLine;
  if (record.kind === 'run') return fromRunLine(record);
  if (record.kind === 'logged-model') {
    // Canonical JSON writes NaN and the infinities as text.
    const metrics = record.metrics.map((one) => ({
      ...one,
      value: Number(one.value),
      timeMs: Number(one.timeMs),
    }));
    return { ...record, metrics };
  }
  return record;
}

function fromRunLine({ packs, series, ...run }: RunLine): StoredRun {
  return { ...run, series: series.map((row) => fromSeriesRow(row, packs)) };
}

/** Written out field by field: of a hundred thousand series a loop over the names would be most of the loading. */
function fromSeriesRow(row: SeriesRow, packs: readonly Hash[]): StoredSeries {
  const parts = row[15] as readonly PartRow[];
  return {
    key: row[0],
    count: Number(row[1]),
    last: Number(row[2]),
    lastStep: Number(row[3]),
    lastTimeMs: Number(row[4]),
    min: Number(row[5]),
    minStep: Number(row[6]),
    max: Number(row[7]),
    maxStep: Number(row[8]),
    mean: Number(row[9]),
    firstStep: Number(row[10]),
    first: Number(row[11]),
    nonFiniteCount: Number(row[12]),
    backwardSteps: Number(row[13]),
    fingerprint: String(row[14]),
    parts: parts.map(([pack, offset, count]) => ({ pack: packs[pack] ?? toHash(''), offset, count })),
  };
}

/** JSON has no word for NaN and the infinities; `Number` reads these back. */
function toNumberText(value: number): NumberText {
  return Number.isFinite(value) ? value : String(value);
}
