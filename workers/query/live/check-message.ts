import type { PointColumns } from '../../../src/base/columns.ts';
import type {
  LiveMessage,
  LiveNews,
  LiveRunNews,
  LiveSeriesNews,
} from '../../../src/domain/live/live-message.ts';
import type { RunRecord, SeriesPart, SeriesSummary } from '../../../src/domain/run.ts';

const MOST_RUNS = 10_000;
const MOST_SERIES = 50_000;
const MOST_PARTS = 100_000;
const MOST_LINES = 10_000;
const MOST_PAIRS = 100_000;
const LONGEST_NAME = 4096;

type Loose<T> = { readonly [K in keyof T]?: unknown };

/**
 * A message that somebody posted, or null for one of another shape: another version of the app may run in the next
 * tab, and a teammate's message has come a long way. What is in a run's texts is not looked at.
 */
export function toLiveMessage(data: unknown): LiveMessage | null {
  if (!isObject(data)) return null;
  const { kind, watcher, runs, isForgotten } = data as Loose<LiveNews & { readonly isForgotten: true }>;
  switch (kind) {
    case 'hello':
      return { kind };
    case 'bye':
      return isName(watcher) ? { kind, watcher, ...(isForgotten === true ? { isForgotten } : {}) } : null;
    case 'over':
      return isName(watcher) && isList(runs, MOST_RUNS, isName) ? (data as LiveMessage) : null;
    case 'news':
      return isNews(data as Loose<LiveNews>) ? (data as LiveMessage) : null;
    default:
      return null;
  }
}

function isNews({ watcher, from, atMs, experiments, runs }: Loose<LiveNews>): boolean {
  const isExperiment = (one: unknown) =>
    isObject(one) && 'key' in one && isName(one.key) && 'name' in one && typeof one.name === 'string';
  return (
    isName(watcher) &&
    typeof from === 'string' &&
    Number.isFinite(atMs) &&
    isList(experiments, MOST_RUNS, isExperiment) &&
    isList(runs, MOST_RUNS, isRunNews)
  );
}

function isRunNews(data: unknown): boolean {
  if (!isObject(data)) return false;
  const { run, lastSignMs, isWhole, series, console } = data as Loose<LiveRunNews>;
  return (
    isRecord(run) &&
    typeof lastSignMs === 'number' &&
    typeof isWhole === 'boolean' &&
    isList(series, MOST_SERIES, isSeriesNews) &&
    isList(console, MOST_LINES, (line) => typeof line === 'string')
  );
}

function isRecord(data: unknown): boolean {
  if (!isObject(data)) return false;
  const { kind, key, experiment, name, status, params, tags, datasets, models, source, origin } =
    data as Loose<RunRecord>;
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(isText);
  return (
    kind === 'run' &&
    isName(key) &&
    isName(experiment) &&
    isText(name) &&
    isText(status) &&
    isObject(source) &&
    isObject(origin) &&
    isList(params, MOST_PAIRS, isPair) &&
    isList(tags, MOST_PAIRS, isPair) &&
    isList(datasets, MOST_PAIRS, isObject) &&
    isList(models, MOST_PAIRS, isObject)
  );
}

function isSeriesNews(data: unknown): boolean {
  if (!isObject(data)) return false;
  const { key, summary, parts, storedCount, from, points, isThinned } = data as Loose<LiveSeriesNews>;
  return (
    isName(key) &&
    isSummary(summary, key) &&
    isList(parts, MOST_PARTS, isPart) &&
    isCount(storedCount) &&
    isCount(from) &&
    isColumns(points) &&
    typeof isThinned === 'boolean'
  );
}

function isSummary(data: unknown, key: string): boolean {
  if (!isObject(data)) return false;
  const { key: own, count, last, lastStep, lastTimeMs, fingerprint } = data as Loose<SeriesSummary>;
  const numbers = [last, lastStep, lastTimeMs];
  return (
    own === key && isCount(count) && isName(fingerprint) && numbers.every((one) => typeof one === 'number')
  );
}

function isPart(data: unknown): boolean {
  if (!isObject(data)) return false;
  const { pack, offset, count } = data as Loose<SeriesPart>;
  return isName(pack) && isCount(offset) && isCount(count);
}

function isColumns(data: unknown): boolean {
  if (!isObject(data)) return false;
  const { steps, timesMs, values } = data as Loose<PointColumns>;
  const isColumn = (one: unknown): one is Float64Array => one instanceof Float64Array;
  return (
    isColumn(steps) &&
    isColumn(timesMs) &&
    isColumn(values) &&
    steps.length === values.length &&
    timesMs.length === values.length
  );
}

function isObject(data: unknown): data is object {
  return typeof data === 'object' && data !== null;
}

function isText(data: unknown): boolean {
  return typeof data === 'string';
}

function isName(data: unknown): data is string {
  return typeof data === 'string' && data.length <= LONGEST_NAME;
}

function isCount(data: unknown): boolean {
  return Number.isSafeInteger(data) && (data as number) >= 0;
}

function isList(data: unknown, most: number, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(data) && data.length <= most && data.every(isOne);
}
