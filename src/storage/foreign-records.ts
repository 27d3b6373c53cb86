import * as v from 'valibot';
import { fromUtf8 } from '../base/bytes.ts';
import { fingerprintKey } from '../domain/fingerprint.ts';
import { type Hash, toHash } from '../domain/ids.ts';
import type { StoredPackIndex } from './workspace-db.ts';

/** Longer texts are cut off by no reader; this only keeps one record from filling the memory. */
const MAX_TEXT = 16 * 1024 * 1024;
const MAX_LIST = 1_000_000;

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const hash = v.pipe(v.string(), v.length(64), v.hexadecimal());
const time = v.nullable(v.number());
/** NaN and the infinities are written as text. */
const numberText = v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]);
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(MAX_LIST));
const pair = v.strictTuple([text, text]);
const lifecycle = v.picklist(['active', 'deleted']);

const part = v.strictTuple([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.number(), v.integer(), v.minValue(0)),
]);
const series = v.strictTuple([text, ...Array.from({ length: 13 }, () => numberText), text, list(part)]);

const run = v.object({
  kind: v.literal('run'),
  key: text,
  content: hash,
  experiment: text,
  name: text,
  status: v.picklist(['running', 'scheduled', 'finished', 'failed', 'killed', 'unknown']),
  startMs: time,
  endMs: time,
  lifecycle,
  user: text,
  parent: v.nullable(text),
  source: v.object({
    name: text,
    type: text,
    entryPoint: text,
    gitCommit: text,
    gitBranch: text,
    gitRepo: text,
  }),
  artifactUri: text,
  origin: v.object({ format: text, path: text }),
  params: list(pair),
  tags: list(pair),
  datasets: list(v.object({ dataset: text, context: text, tags: list(pair) })),
  models: list(v.object({ model: text, direction: v.picklist(['input', 'output']), step: v.number() })),
  packs: list(hash),
  series: list(series),
});

const artifacts = v.object({
  kind: v.literal('artifacts'),
  owner: text,
  entries: list(v.object({ path: text, sizeBytes: v.number(), chunks: v.nullable(list(hash)) })),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.string(), v.maxLength(1000));

/** See `domain/fingerprint.ts`. Nobody's histogram has more bins than are drawn. */
const numberSummary = v.object({
  count,
  nonFinite: count,
  min: v.number(),
  max: v.number(),
  mean: v.number(),
  std: v.number(),
  histogram: v.object({
    exponent: v.pipe(v.number(), v.integer(), v.minValue(-1100), v.maxValue(1030)),
    first: v.pipe(v.number(), v.integer()),
    counts: v.pipe(v.array(count), v.maxLength(64)),
  }),
});

const columnProfile = v.object({
  name: line,
  type: line,
  seen: count,
  nulls: count,
  distinct: v.object({ count, exact: v.boolean() }),
  numbers: v.nullable(numberSummary),
  top: v.pipe(v.array(v.strictTuple([line, count])), v.maxLength(64)),
});

const fingerprint = v.object({
  kind: v.literal('fingerprint'),
  key: hash,
  takenMs: v.number(),
  name: line,
  format: v.picklist(['parquet', 'csv', 'json-lines', 'npy', 'bytes', 'folder']),
  sha256: hash,
  sizeBytes: v.number(),
  fileCount: count,
  digests: v.pipe(v.array(v.strictTuple([line, line])), v.maxLength(16)),
  rowCount: v.nullable(count),
  columns: v.pipe(v.array(columnProfile), v.maxLength(10_000)),
  coverage: v.variant('kind', [
    v.object({ kind: v.literal('all') }),
    v.object({ kind: v.literal('row-groups'), groups: count, of: count, rows: count }),
    v.object({ kind: v.literal('every'), nth: count, rows: count }),
    v.object({ kind: v.literal('none') }),
  ]),
  flaws: v.pipe(
    v.array(v.object({ code: line, count: v.optional(count), column: v.optional(line) })),
    v.maxLength(1000),
  ),
});

const others = v.variant('kind', [
  fingerprint,
  v.object({
    kind: v.literal('experiment'),
    key: text,
    id: text,
    name: text,
    lifecycle,
    createdMs: time,
    updatedMs: time,
    artifactLocation: text,
    tags: list(pair),
  }),
  v.object({
    kind: v.literal('dataset'),
    key: text,
    name: text,
    digest: text,
    sourceType: text,
    source: text,
    schema: text,
    profile: text,
  }),
  v.object({
    kind: v.literal('logged-model'),
    key: text,
    experiment: text,
    name: text,
    type: text,
    status: v.picklist(['unspecified', 'pending', 'ready', 'failed']),
    statusMessage: text,
    lifecycle,
    sourceRun: v.nullable(text),
    createdMs: time,
    updatedMs: time,
    artifactLocation: text,
    params: list(pair),
    tags: list(pair),
    metrics: list(
      v.object({
        key: text,
        value: numberText,
        timeMs: numberText,
        step: v.number(),
        run: v.nullable(text),
        datasetName: text,
        datasetDigest: text,
      }),
    ),
  }),
  v.object({
    kind: v.literal('registered-model'),
    name: text,
    createdMs: time,
    updatedMs: time,
    description: text,
    tags: list(pair),
    aliases: list(pair),
  }),
  v.object({
    kind: v.literal('model-version'),
    model: text,
    version: v.number(),
    createdMs: time,
    updatedMs: time,
    description: text,
    user: text,
    stage: text,
    source: text,
    run: v.nullable(text),
    runLink: text,
    loggedModel: v.nullable(text),
    status: text,
    statusMessage: text,
    tags: list(pair),
  }),
]);

/** A pack that another browser sent and that is fit to be read like one of our own. */
export interface ForeignPack {
  /** Run keys or owners in line order, as in its index. */
  readonly keys: readonly string[];
  /** Packs that the points of its runs lie in, in order of first use. */
  readonly points: readonly Hash[];
  /** Chunks of each artifact that was kept. */
  readonly artifacts: readonly (readonly Hash[])[];
}

/**
 * Checks every record of a pack that came from elsewhere: its hash only says that it is what was announced, not that
 * it has the shape everything behind trusts. null when any record is not what the pack claims to hold.
 */
export function parseForeignPack(holds: StoredPackIndex['holds'], bytes: Uint8Array): ForeignPack | null {
  const keys: string[] = [];
  const points = new Set<string>();
  const artifactChunks: Hash[][] = [];
  for (const line of fromUtf8(bytes).split('\n')) {
    if (line === '') continue;
    const record = parseJson(line);
    if (holds === 'runs') {
      const checked = v.safeParse(run, record);
      if (!checked.success || !partsFit(checked.output)) return null;
      keys.push(checked.output.key);
      for (const pack of checked.output.packs) points.add(pack);
    } else if (holds === 'artifacts') {
      const checked = v.safeParse(artifacts, record);
      if (!checked.success) return null;
      keys.push(checked.output.owner);
      for (const { chunks } of checked.output.entries) if (chunks) artifactChunks.push(chunks.map(toHash));
    } else if (!v.is(others, record) || !isItself(record)) return null;
  }
  return { keys, points: [...points].map(toHash), artifacts: artifactChunks };
}

/** A fingerprint is named by what it says: nobody's can stand for another's. */
function isItself(record: v.InferOutput<typeof others>): boolean {
  return record.kind !== 'fingerprint' || fingerprintKey(record) === record.key;
}

/** Every part names a pack of the run's own list. */
function partsFit(record: v.InferOutput<typeof run>): boolean {
  return record.series.every((one) => {
    const parts = one[one.length - 1] as readonly (readonly number[])[];
    return parts.every(([pack]) => pack !== undefined && pack < record.packs.length);
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
