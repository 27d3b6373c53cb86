import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportFormat } from '../../workers/import/format.ts';
import { csv } from '../../workers/import/formats/csv/index.ts';
import { parquet } from '../../workers/import/formats/parquet/index.ts';
import { nameStranger } from '../../workers/import/known-strangers.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { summarise } from '../support/summary.ts';

const ROUNDS = Number(process.env.CAIRN_FUZZ ?? 500);
const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
/** Processor time for one input of some kilobytes; time on the wall says more about the machine than the reader. */
const SLOWEST_MS = 5_000;

/** xorshift: the same inputs on every machine, so that a failure can be had again by its round. */
function makeRandom(seed: number): (below: number) => number {
  let state = (seed + 1) * 2654435761;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function listFixtures(folder: string, pattern: RegExp): readonly { path: string; bytes: Uint8Array }[] {
  return readdirSync(join(FIXTURES, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => ({ path: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
}

const TOKENS = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '#',
  '\ufeff',
  'nan',
  '-inf',
  '1e999',
  '0x1f',
  '9'.repeat(400),
];

function mutate(original: Uint8Array, random: (below: number) => number, tail: boolean): Uint8Array {
  let bytes = Uint8Array.from(original);
  for (let turn = 0; turn <= random(4); turn++) {
    const at =
      tail && random(2) === 0 ? Math.max(0, bytes.length - 1 - random(1200)) : random(bytes.length + 1);
    switch (random(6)) {
      case 0:
        if (bytes.length > 0) bytes[Math.min(at, bytes.length - 1)] = random(256);
        break;
      case 1:
        bytes = bytes.slice(0, at);
        break;
      case 2:
        bytes = Uint8Array.from([
          ...bytes.subarray(0, at),
          ...bytes.subarray(Math.min(bytes.length, at + random(40))),
        ]);
        break;
      case 3:
        bytes.fill(random(3) === 0 ? 0xff : random(256), at, at + random(12));
        break;
      case 4: {
        const token = new TextEncoder().encode(TOKENS[random(TOKENS.length)]);
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...token, ...bytes.subarray(at)]);
        break;
      }
      default: {
        const piece = bytes.slice(at, at + random(200));
        bytes = Uint8Array.from([...bytes, ...piece]);
      }
    }
  }
  return bytes;
}

/** Any exception is a bug; the summary checks the order of the events and the length of the columns. */
async function survive(format: ImportFormat, path: string, bytes: Uint8Array): Promise<void> {
  const { tree } = makeMemorySource({ [path]: bytes });
  const file = tree.get(path)!;
  const head = bytes.subarray(0, 4096);
  nameStranger(path, head, bytes.length);
  format.match({ kind: 'file', name: path, head, sizeBytes: bytes.length });
  const source = { path, file, tree };
  const context = { signal: new AbortController().signal };
  const guess = await format.guess?.(source, context);
  await summarise(format.read(source, context));
  if (guess?.layout.shape !== 'data') return;
  // What the person insists on is read too.
  await summarise(format.read(source, { ...context, layout: { ...guess.layout, shape: 'wide' } }));
}

async function fuzz(format: ImportFormat, pattern: RegExp): Promise<void> {
  const originals = listFixtures(format.id, pattern);
  expect(originals.length).toBeGreaterThan(5);
  // The reader's modules arrive with its first call, which is not to be timed.
  await survive(format, originals[0]!.path, originals[0]!.bytes);
  for (let round = 0; round < ROUNDS; round++) {
    const random = makeRandom(round);
    const { path, bytes } = originals[random(originals.length)]!;
    const mutant = mutate(bytes, random, format.id === 'parquet');
    const started = process.cpuUsage();
    try {
      await survive(format, path, mutant);
    } catch (error) {
      throw new Error(`Round ${round} of ${path}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(started);
    const tookMs = (user + system) / 1000;
    if (tookMs > SLOWEST_MS) throw new Error(`Round ${round} of ${path} took ${Math.round(tookMs)} ms`);
  }
}

describe(`tables with damage, ${ROUNDS} inputs per reader`, () => {
  it('survives mutated text', () => fuzz(csv, /\.(?:csv|tsv)$/), 60_000 + ROUNDS * 100);
  it('survives mutated Parquet', () => fuzz(parquet, /\.parquet$/), 60_000 + ROUNDS * 200);
});
