import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mlflowDb } from '../../workers/import/formats/mlflow-db/index.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { openFolderSource, withFile } from '../support/memory-source.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'mlflow-db');
const CASES = ['mlflow-2.8.1', 'mlflow-3.17.2', 'oddities-wal', 'oddities-journal'];
const ROUNDS = Number(process.env.CAIRN_FUZZ ?? 300);
/** Far more than an honest file of this size takes on a busy machine. */
const LIMIT_MS = 10_000;

/** The same numbers for the same seed, so that a failure can be looked at again. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed * 2654435761;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    state ^= state >>> 13;
    return (state >>> 0) % below;
  };
}

type Mutation = (
  bytes: Uint8Array<ArrayBuffer>,
  random: (below: number) => number,
) => Uint8Array<ArrayBuffer>;

const PAGE = 1024;

const MUTATIONS: readonly Mutation[] = [
  // A few bytes anywhere.
  (bytes, random) => {
    for (let i = random(20); i >= 0; i--) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  // The file's header and the schema's page.
  (bytes, random) => {
    for (let i = random(4); i >= 0; i--) bytes[random(Math.min(bytes.length, 200))] = random(256);
    return bytes;
  },
  // Headers and cell pointers of pages.
  (bytes, random) => {
    for (let i = random(30); i >= 0; i--) {
      const page = random(Math.ceil(bytes.length / PAGE)) * PAGE;
      bytes[Math.min(bytes.length - 1, page + random(24))] = random(256);
    }
    return bytes;
  },
  // A page in the place of another: trees that run in circles.
  (bytes, random) => {
    for (let i = random(6); i >= 0; i--) {
      const from = random(Math.ceil(bytes.length / PAGE)) * PAGE;
      bytes.copyWithin(random(Math.ceil(bytes.length / PAGE)) * PAGE, from, from + PAGE);
    }
    return bytes;
  },
  // Nothing, or all ones, where something was.
  (bytes, random) => {
    const from = random(bytes.length);
    return bytes.fill(random(2) * 255, from, from + random(8 * PAGE));
  },
  // Cut off.
  (bytes, random) => bytes.slice(0, random(bytes.length)),
];

async function readMutated(tree: SourceTree, seed: number): Promise<ImportSummary> {
  const random = makeRandom(seed);
  const beside = tree.files.filter(({ path }) => /^mlflow\.db-/.test(path));
  const victim = beside.length > 0 && random(2) === 0 ? beside[0]! : tree.get('mlflow.db')!;
  const bytes = await victim.slice(0, victim.sizeBytes);
  const mutated = MUTATIONS[random(MUTATIONS.length)]!(bytes, random);
  const changed = withFile(tree, victim.path, mutated);
  const source = { path: 'mlflow.db', file: changed.get('mlflow.db')!, tree: changed };
  return summarise(mlflowDb.read(source, { signal: new AbortController().signal }));
}

it(`ends in good order on ${ROUNDS} damaged databases`, { timeout: 60_000 + ROUNDS * 1000 }, async () => {
  const trees = CASES.map((name) => openFolderSource(join(FIXTURES, name)).tree);
  let readable = 0;
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const start = performance.now();
    // The summary checks the order of events; an exception of any kind fails the test.
    const summary = await readMutated(trees[seed % trees.length]!, seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
    expect(performance.now() - start, `seed ${seed} took too long`).toBeLessThan(LIMIT_MS);
    if (Object.keys(summary.runs).length > 0) readable += 1;
  }
  // Most damage touches little: if hardly any file gave runs, the reader gives up too easily.
  expect(readable / ROUNDS).toBeGreaterThan(0.5);
});
