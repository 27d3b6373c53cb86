import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { makeRandom } from '../../src/base/seeded-random.ts';
import { tensorboard } from '../../workers/import/formats/tensorboard/index.ts';
import { type SourceFile, SourceReadError, SourceTree } from '../../workers/import/source.ts';
import { Told } from '../support/follow.ts';
import { makeMemoryFile } from '../support/memory-source.ts';
import { EventLog } from '../support/write-events.js';

const folder = mkdtempSync(join(tmpdir(), 'cairn-at-once-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const FILES = 12;

/** The bytes of an event file and where its records end. */
function makeLog(run: number): Uint8Array {
  const path = join(folder, `log-${run}`);
  const log = new EventLog(path);
  for (let step = 0; step < 40; step++) log.append([['loss', step, 1000 + step, run + step / 100]]);
  log.close();
  return new Uint8Array(readFileSync(path));
}

/** Event files that somebody writes on while they are read, whose answers come in any order, or are refused. */
class Disk {
  refuses = 0;
  private readonly sizes = new Map<string, number>();
  private readonly files: ReadonlyMap<string, Uint8Array>;

  constructor(
    files: ReadonlyMap<string, Uint8Array>,
    private readonly random: () => number,
  ) {
    this.files = files;
    for (const path of files.keys()) this.sizes.set(path, 0);
  }

  get isWhole(): boolean {
    return [...this.files].every(([path, bytes]) => this.sizes.get(path) === bytes.length);
  }

  /** One of the files grows, and may end within a record. */
  write(most: number): void {
    const paths = [...this.files.keys()];
    const path = paths[Math.floor(this.random() * paths.length)]!;
    const size = this.sizes.get(path)! + Math.ceil(this.random() * most);
    this.sizes.set(path, Math.min(this.files.get(path)!.length, size));
  }

  tree(): SourceTree {
    return new SourceTree([...this.files.keys()].map((path) => this.file(path)));
  }

  private file(path: string): SourceFile {
    const sizeBytes = this.sizes.get(path)!;
    const slice = async (start: number, end: number) => {
      for (let turns = Math.floor(this.random() * 6); turns > 0; turns--) await Promise.resolve();
      if (this.random() < 0.2) this.write(60);
      if (this.random() < this.refuses) throw new SourceReadError(path, null);
      return this.files.get(path)!.slice(start, Math.min(end, sizeBytes));
    };
    return { path, sizeBytes, modifiedMs: sizeBytes, slice };
  }
}

it('loses and doubles nothing of files that are read at once', async () => {
  const logs = new Map(
    Array.from(
      { length: FILES },
      (_, run) => [`all/run-${run}/events.out.tfevents.1.a`, makeLog(run)] as const,
    ),
  );
  const paths = [...logs.keys()];
  const property = fc.asyncProperty(
    fc.integer(),
    fc.double({ max: 0.1, min: 0, noNaN: true }),
    async (seed, refuses) => {
      const disk = new Disk(logs, makeRandom(seed));
      let follower = await tensorboard.follow!();
      let told = new Told();
      const sourceNow = () => {
        const tree = disk.tree();
        return { path: 'all', file: null, files: paths.map((path) => tree.get(path)!), tree };
      };
      for (let looks = 0; !disk.isWhole || looks === 0 || disk.refuses > 0; looks++) {
        for (let writes = 0; writes < 12; writes++) disk.write(400);
        disk.refuses = disk.isWhole ? 0 : refuses;
        try {
          if ((await told.takeTurn(follower.advance(sourceNow(), { signal }))) !== 'restart') continue;
          follower = await tensorboard.follow!();
          told = new Told();
        } catch (error) {
          if (!(error instanceof SourceReadError)) throw error;
        }
      }
      let outcome: number | 'restart' = 'restart';
      while (outcome === 'restart') {
        outcome = await told.takeTurn(follower.advance(sourceNow(), { signal }));
        if (outcome !== 'restart') break;
        follower = await tensorboard.follow!();
        told = new Told();
      }
      const read = new Told();
      const tree = new SourceTree(paths.map((path) => makeMemoryFile(path, logs.get(path)!)));
      const whole = { path: 'all', file: null, files: paths.map((path) => tree.get(path)!), tree };
      for await (const event of tensorboard.read(whole, { signal })) read.take(event);
      expect(await told.contents(false)).toEqual(await read.contents(false));
    },
  );
  await fc.assert(property, { numRuns: Number(process.env.FOLLOW ?? 8) });
});
