import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { readAll } from '../../workers/import/source.ts';
import { filesOf } from '../support/bundled.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { Dice } from '../support/fuzz/dice.ts';
import { importDrop } from '../support/fuzz/import-drop.ts';
import { type Files, mutateTree } from '../support/fuzz/mutate-tree.ts';
import { makeMemoryFile } from '../support/memory-source.ts';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { turns } from '../support/turns.ts';

/** `FUZZ=10000 npx vitest run tests/formats/fuzz.test.ts`; with `FUZZ_FROM=1234 FUZZ=1` one input is tried again. */
const COUNT = Number(process.env.FUZZ ?? 0);
const FROM = Number(process.env.FUZZ_FROM ?? 1);
const EVERYDAY_COUNT = turns(60);
/** Of fewer inputs, how many are refused says nothing. */
const ENOUGH = 60;
/** Processor time of one input; an honest one of this size takes some milliseconds. */
const LIMIT_MS = 5_000;
/** More than any of these inputs, of a megabyte at most, has a reason to need. */
const LIMIT_HEAP_BYTES = 400 * 1024 * 1024;
/** What may stay behind of all inputs of a reader: caches of modules. */
const LIMIT_LEFT_BYTES = 64 * 1024 * 1024;
const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** Where a reader's fixtures lie, if not in the folder of its name. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  sqlite: [
    'mlflow-db/mlflow-2.8.1',
    'mlflow-db/mlflow-3.17.2',
    'mlflow-db/oddities-wal',
    'optuna-db',
    'sqlite/journal-hot',
  ],
  mlruns: [],
  aim: [],
  hydra: [],
};

/** A bundle that somebody unpacked: damage does not stop at the archive. */
async function unpackedBundle(): Promise<Files> {
  const bytes = Uint8Array.from(readFileSync(join(FIXTURES, 'bundle', 'v1', 'workspace.cairn')));
  return new Map([...(await filesOf(bytes))].map(([path, content]) => [`backup/${path}`, content]));
}

const MADE: Readonly<Record<string, readonly Files[]>> = {
  mlruns: [bytesOf(makeStore())],
  bundle: [await unpackedBundle()],
  hydra: [
    bytesOf({
      'out/.hydra/config.yaml': 'lr: 0.1\nmodel:\n  size: 3\n',
      'out/.hydra/hydra.yaml': 'hydra:\n  job:\n    name: train\n',
      'out/.hydra/overrides.yaml': '- lr=0.1\n',
      'out/metrics.csv': 'step,loss\n0,1.5\n1,0.5\n',
    }),
  ],
  aim: [
    bytesOf({
      '.aim/VERSION': '3',
      '.aim/meta/chunks/0123456789abcdef/CURRENT': 'x',
      'exp/.aim/run_metadata.sqlite': 'x',
    }),
  ],
};

function makeStore(): Record<string, string> {
  return {
    ...makeExperiment('mlruns/7'),
    'mlruns/7/tags/team': 'blue',
    'mlruns/7/datasets/d1/meta.yaml':
      'name: iris\ndigest: abc\nsource_type: local\nprofile: \'{"num_rows":\n  3}\'\n',
    ...makeRun(`mlruns/7/${RUN}`, {
      'metrics/loss': '1700000000000 0.5 0\n1700000000001 nan 1\n1700000000002 inf 2\n',
      'metrics/val/acc': '1700000000000 0.5 0 iris abc\n',
      'params/lr': '0.1',
      'params/model': 'Net(\n  (a): Linear\n)',
      'tags/mlflow.parentRunId': OTHER,
      'inputs/h/meta.yaml': 'source_type: DATASET\nsource_id: d1\ntags:\n  mlflow.data.context: eval\n',
      'outputs/m-1/meta.yaml': 'source_type: RUN_OUTPUT\nsource_id: m-1\nstep: 7\n',
      'artifacts/model/MLmodel': 'flavors: {}',
    }),
    ...makeRun(
      `mlruns/7/${OTHER}`,
      { 'metrics/old': '1500000000 0.5\n1500000001 0.25\n' },
      { run_id: null, tags: '[]' },
    ),
    'mlruns/7/models/m-1/meta.yaml': 'model_id: m-1\nname: net\nstatus: 2\n',
    'mlruns/7/models/m-1/metrics/acc': `1700000000000 0.5 4 ${RUN} iris abc\n`,
    'mlruns/7/traces/tr-1/trace_info.yaml': 'x',
    ...makeExperiment('mlruns/.trash/8'),
    'mlruns/models/churn/meta.yaml': "name: churn\naliases:\n  best: '1'\n",
    'mlruns/models/churn/aliases/best': '1',
    'mlruns/models/churn/version-1/meta.yaml': 'name: churn\nversion: 1\ncurrent_stage: None\n',
  };
}

function bytesOf(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts).map(([path, text]) => [path, toUtf8(text)]));
}

/** Each folder with an `expected.json` is a drop. */
function findDrops(folder: string): readonly Files[] {
  const files = readdirSync(join(FIXTURES, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const roots = files.filter((path) => path.endsWith('/expected.json')).map((path) => path.slice(0, -13));
  return roots.map((root) => {
    const own = files.filter(
      (path) => path.startsWith(root) && !/\/(expected\.json|[^/]*\.(py|md|sh))$/.test(path),
    );
    return new Map(own.map((path) => [path.slice(root.length), Uint8Array.from(readFileSync(path))]));
  });
}

async function unpacked(files: Files): Promise<Files> {
  const packed = [...files].map(([path, bytes]) => makeMemoryFile(path, bytes));
  const expanded = await expandArchives(packed, new AbortController().signal);
  const read = expanded.files.map(async (file) => [file.path, await readAll(file)] as const);
  return new Map(await Promise.all(read));
}

/** Each file by itself, where they have nothing to do with one another. */
function fileByFile(files: Files): readonly Files[] {
  return [...files].map((file) => new Map([file]));
}

function hasDrops(id: string): boolean {
  return id in MADE || (FOLDERS[id] ?? [id]).every((folder) => existsSync(join(FIXTURES, folder)));
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

interface Figures {
  inputs: number;
  refused: number;
  recovered: number;
  whole: number;
  maxMs: number;
  /** The input that took it. */
  slowest: number;
  maxHeapMb: number;
  largest: number;
  leftMb: number;
  seconds: number;
}

/** What went wrong, each kind once with the first input that shows it and how many do. */
class Findings {
  private readonly byKind = new Map<string, { readonly seed: number; count: number }>();

  add(error: unknown, seed: number): void {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const kind = stack.split('\n').slice(0, 5).join('\n');
    const known = this.byKind.get(kind);
    if (known) known.count += 1;
    else this.byKind.set(kind, { seed, count: 1 });
  }

  list(): readonly string[] {
    return [...this.byKind].map(([kind, { seed, count }]) => `input ${seed} and ${count - 1} more: ${kind}`);
  }
}

const figures: Record<string, Figures> = {};

async function fuzz(id: string, drops: readonly Files[], count: number): Promise<void> {
  for (const drop of drops) await importDrop(drop);
  const told: Figures = {
    inputs: 0,
    refused: 0,
    recovered: 0,
    whole: 0,
    maxMs: 0,
    slowest: 0,
    largest: 0,
    maxHeapMb: 0,
    leftMb: 0,
    seconds: 0,
  };
  const found = new Findings();
  const begunMs = performance.now();
  collect();
  const atFirst = heapBytes();
  for (let seed = FROM; seed < FROM + count; seed++) {
    const dice = new Dice(seed);
    const files = mutateTree(dice.pick(drops), dice);
    const before = heapBytes();
    const startMs = cpuMs();
    const outcome = await importDrop(files).catch((error: unknown) => {
      found.add(error, seed);
      return null;
    });
    const tookMs = cpuMs() - startMs;
    const grew = heapBytes() - before;
    if (tookMs > LIMIT_MS) found.add(new Error('It takes too long'), seed);
    if (grew > LIMIT_HEAP_BYTES) found.add(new Error('It takes too much memory'), seed);
    if (outcome === null) continue;
    told.inputs += 1;
    told[outcome.runs === 0 ? 'refused' : outcome.problems > 0 ? 'recovered' : 'whole'] += 1;
    if (tookMs > told.maxMs) Object.assign(told, { maxMs: Math.round(tookMs), slowest: seed });
    if (grew > told.maxHeapMb * 2 ** 20)
      Object.assign(told, { maxHeapMb: Math.round(grew / 2 ** 20), largest: seed });
  }
  collect();
  // Buffers that were given up are counted until a thread beside this one has swept them.
  await new Promise((resolve) => setTimeout(resolve, 200));
  collect();
  const left = heapBytes() - atFirst;
  told.leftMb = Math.round(left / 2 ** 20);
  told.seconds = Math.round((performance.now() - begunMs) / 1000);
  figures[id] = told;
  if (process.env.FUZZ_REPORT)
    appendFileSync(process.env.FUZZ_REPORT, `${JSON.stringify({ id, ...told })}\n`);
  expect(found.list(), id).toEqual([]);
  expect(left).toBeLessThan(LIMIT_LEFT_BYTES);
  // Even a byte of a footer or of a JSON does not cost everything each time: who refuses nearly all gives up too easily.
  if (count >= ENOUGH && id !== 'aim') expect(told.refused / count).toBeLessThan(0.75);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
}

describe.each(FORMATS.map(({ id }) => id))('mutated drops of %s', (id) => {
  it.skipIf(!hasDrops(id))(
    'are read or refused, in bounded time and memory',
    { timeout: 60_000 + COUNT * 5000 },
    async () => {
      const found = (FOLDERS[id] ?? [id]).flatMap(findDrops);
      const drops = [...(id === 'parquet' ? found.flatMap(fileByFile) : found), ...(MADE[id] ?? [])];
      // Behind the checksums of the zip.
      if (id === 'bundle') for (const drop of found) drops.push(await unpacked(drop));
      expect(drops.length, `fixtures of ${id}`).toBeGreaterThan(0);
      await fuzz(id, drops, COUNT || EVERYDAY_COUNT);
    },
  );
});

it('mutated archives are opened or refused', { timeout: 60_000 + COUNT * 5000 }, async () => {
  const names = readdirSync(join(FIXTURES, 'archives')).filter((name) => name.endsWith('.gz'));
  const drops = names.flatMap((name): Files[] => {
    const packed = Uint8Array.from(readFileSync(join(FIXTURES, 'archives', name)));
    const tar = Uint8Array.from(gunzipSync(packed));
    const zipped = zipSync({ [name]: packed, 'inner.tar': tar.subarray(0, 20_000) });
    return [
      new Map([[name, packed]]),
      new Map([[name.slice(0, -3), tar]]),
      new Map([[`${name}.zip`, zipped]]),
    ];
  });
  await fuzz('archives', drops, COUNT || EVERYDAY_COUNT);
});

afterAll(() => {
  if (COUNT > 0) console.table(figures);
});
