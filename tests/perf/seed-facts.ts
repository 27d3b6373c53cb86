import { sha256Hex, toUtf8 } from '../../src/base/bytes.ts';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import type { PointColumns } from '../../src/base/columns.ts';
import { type Hash, mlflowExperimentKey, toHash, toImportId } from '../../src/domain/ids.ts';
import type { ArtifactEntry } from '../../src/domain/run.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { FIRST_WORKSPACE, listWorkspaces } from '../../src/storage/home-db.ts';
import type { ImportEvent, ImportFormat } from '../../workers/import/format.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { RecordPacker } from '../../workers/import/storing/record-packer.ts';
import { runRecord } from '../support/made-run.ts';
import { seededRun } from './seeded-run.ts';

export interface FactsShape {
  readonly runs: number;
  readonly metrics: number;
  /** Beginnings that the keys of the metrics share, as the layers of a network do; none unless said. */
  readonly sections?: number;
  /** Of each metric. */
  readonly points: number;
  /** Artifacts of each run: listed with their chunks, whose bytes nobody has. */
  readonly files: number;
  readonly fileBytes: number;
}

export interface SeededFacts {
  /** Records that the table is made of. */
  readonly tableBytes: number;
  readonly artifactRecordBytes: number;
  readonly pointBytes: number;
}

const NEVER = new AbortController().signal;
const EXPERIMENT = mlflowExperimentKey('1', 'sweep');

/** Commits an import of made runs as an import of files would, through the same pipeline. */
export async function seedFacts(shape: FactsShape): Promise<SeededFacts> {
  await listWorkspaces(Date.now());
  const store = new FactStore(FIRST_WORKSPACE);
  try {
    const options = {
      id: toImportId(crypto.randomUUID()),
      label: 'sweep',
      artifacts: { budgetBytes: 0, limitBytes: 0 },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('The disk is full')),
      nowMs: () => Date.now(),
    };
    const pipeline = new ImportPipeline(store, options, new ProgressMeter(0, () => undefined), []);
    const claim = { format: makeFormat(shape), path: '', file: null, sizeBytes: 0 };
    await pipeline.run([claim], new SourceTree([]), NEVER);
    if (shape.files > 0) await addArtifacts(store, shape);
    return await weigh(store, shape);
  } finally {
    store.close();
  }
}

function makeFormat({ runs, metrics, points, sections }: FactsShape): ImportFormat {
  const keys = Array.from({ length: metrics }, (_, at) => {
    if (at === 0) return 'loss';
    return sections ? `layer ${at % sections}/norm ${at}` : `metric_${at}`;
  });
  return {
    id: 'made',
    label: 'Made',
    match: () => 'signature',
    async *read(): AsyncIterable<ImportEvent> {
      yield { kind: 'experiment', experiment: EXPERIMENT_RECORD };
      const random = makeRandom();
      const columns = makeColumns(points);
      for (let index = 0; index < runs; index++) {
        const run = madeRun(index, random);
        yield { kind: 'run', run };
        for (let metric = 0; metric < metrics; metric++) {
          fill(columns, run.startMs ?? 0, random);
          yield {
            kind: 'points',
            run: run.key,
            metric: keys[metric] ?? '',
            points: columns,
          };
        }
        yield { kind: 'run-end', run: run.key };
      }
    },
  };
}

const EXPERIMENT_RECORD = {
  kind: 'experiment',
  key: EXPERIMENT,
  id: '1',
  name: 'sweep',
  lifecycle: 'active',
  createdMs: 1_700_000_000_000,
  updatedMs: 1_700_000_000_000,
  artifactLocation: './mlruns/1',
  tags: [],
} as const;

function madeRun(index: number, random: () => number) {
  const startMs = 1_700_000_000_000 + index * 60_000;
  const params = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`param_${at}`, String(Math.floor(random() * 1000) / 1000)]),
  );
  return {
    ...runRecord({ id: seededRun(index), loss: '', params }),
    name: `run-${index}`,
    experiment: EXPERIMENT,
    startMs,
    endMs: startMs + 50_000,
    user: 'ana',
  };
}

function makeColumns(points: number): PointColumns {
  const columns = {
    steps: new Float64Array(points),
    timesMs: new Float64Array(points),
    values: new Float64Array(points),
  };
  for (let step = 0; step < points; step++) columns.steps[step] = step;
  return columns;
}

/** A loss that falls, with noise. */
function fill({ timesMs, values }: PointColumns, startMs: number, random: () => number): void {
  let value = 5 + random();
  for (let step = 0; step < values.length; step++) {
    value = value * (1 - 3 / values.length) + random() * 0.1;
    timesMs[step] = startMs + step * 10;
    values[step] = value;
  }
}

function makeRandom(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** An import of its own that lists files of every run. */
async function addArtifacts(store: FactStore, shape: FactsShape): Promise<void> {
  const id = toImportId(crypto.randomUUID());
  const row = {
    id,
    label: 'sweep: artifacts',
    startedMs: Date.now(),
    finishedMs: null,
    packs: [],
    report: null,
  };
  await store.beginImport({ ...row, state: 'staging' });
  const packer = new RecordPacker('artifacts', (pack, bytes) => store.stagePack(id, pack, bytes));
  for (let index = 0; index < shape.runs; index++) {
    const owner = seededRun(index);
    const entries: ArtifactEntry[] = [];
    for (let file = 0; file < shape.files; file++) {
      const path = `plots/plot_${file}.png`;
      const chunk = toHash(await sha256Hex(toUtf8(`${owner}/${path}`)));
      entries.push({ path, sizeBytes: shape.fileBytes, chunks: [chunk] });
    }
    await packer.add(owner, canonicalJson({ kind: 'artifacts', owner, entries }));
  }
  await packer.close();
  const report = (await store.listImports())[0]?.report ?? null;
  await store.commitImport({
    ...row,
    state: 'committed',
    finishedMs: Date.now(),
    packs: packer.hashes,
    report,
  });
}

async function weigh(store: FactStore, { runs, metrics, points }: FactsShape): Promise<SeededFacts> {
  const sums = { runs: 0, others: 0, artifacts: 0 };
  const hashes: Hash[] = (await store.listImports()).flatMap((row) => [...row.packs]);
  for (const { hash, holds } of await store.loadPackIndexes(hashes))
    sums[holds] += (await store.loadChunk(hash))?.byteLength ?? 0;
  return {
    tableBytes: sums.runs + sums.others,
    artifactRecordBytes: sums.artifacts,
    pointBytes: runs * metrics * points * 24,
  };
}
