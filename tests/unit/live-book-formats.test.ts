import 'fake-indexeddb/auto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { detect, sourceOf } from '../../workers/import/detect/detect.ts';
import type { Follower, FollowRestart, ImportEvent } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { type SourceFile, SourceTree } from '../../workers/import/source.ts';
import { importInto } from '../support/import-folder.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { ARTIFACTS, WatchedGround } from '../support/watched-ground.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const { signal } = new AbortController();

/** Files that are only appended to. */
const GROWING = /tfevents|\.(?:wandb|csv|tsv|jsonl|ndjson|log)$|(?:^|\/)metrics\//;

/** The tree as it was when this part of each file was written. */
function grown(tree: SourceTree, share: number): SourceTree {
  return new SourceTree(
    tree.files.map((file): SourceFile => {
      const sizeBytes = GROWING.test(file.path) ? Math.floor(file.sizeBytes * share) : file.sizeBytes;
      const slice = (start: number, end: number) => file.slice(start, Math.min(end, sizeBytes));
      const sliceSync = (start: number, end: number) => file.sliceSync!(start, Math.min(end, sizeBytes));
      return { path: file.path, sizeBytes, modifiedMs: file.modifiedMs + share * 1000, slice, sliceSync };
    }),
  );
}

/** Reads a folder as a watch does, each source by its follower where it has one. */
class Reading {
  readonly ground = new WatchedGround();

  constructor() {
    this.ground.open({ tree: () => this.tree });
  }

  private tree = new SourceTree([]);
  private readonly followers = new Map<string, Follower>();

  async look(tree: SourceTree): Promise<void> {
    this.tree = tree;
    const { claims } = await detect(tree, FORMATS, signal);
    for (const claim of claims) {
      const source = sourceOf(claim, tree);
      const id = `${claim.format.id} ${claim.path}`;
      const known = this.followers.get(id);
      let events = known ? await gather(known.advance(source, { signal })) : null;
      const isWhole = events === null || events.some(({ kind }) => kind === 'restart');
      if (isWhole) {
        const follower = await claim.format.follow?.();
        if (follower) this.followers.set(id, follower);
        events = await gather(follower?.advance(source, { signal }) ?? claim.format.read(source, { signal }));
      }
      await this.ground.book.take(claim, each(events as ImportEvent[]), isWhole);
    }
    this.ground.nowMs += 5_000;
    await this.ground.book.endLook(this.ground.nowMs);
  }

  /** Nobody writes any more: what only the end of a source makes true is told. */
  async end(tree: SourceTree): Promise<void> {
    const { claims } = await detect(tree, FORMATS, signal);
    for (const claim of claims) {
      const follower = this.followers.get(`${claim.format.id} ${claim.path}`);
      if (!follower?.end) continue;
      const source = sourceOf(claim, tree);
      const last = await gather(follower.end(source, { signal }));
      const isWhole = last.some(({ kind }) => kind === 'restart');
      const events = isWhole ? await gather(claim.format.read(source, { signal })) : last;
      await this.ground.book.take(claim, each(events as ImportEvent[]), isWhole);
    }
    await this.ground.book.endLook(this.ground.nowMs);
  }
}

type Told = ImportEvent | FollowRestart;

/** All events, with columns of their own. */
async function gather(events: AsyncIterable<Told>): Promise<Told[]> {
  const told: Told[] = [];
  for await (const event of events)
    told.push(event.kind === 'points' ? { ...event, points: structuredClone(event.points) } : event);
  return told;
}

async function* each(events: readonly ImportEvent[]): AsyncGenerator<ImportEvent> {
  yield* events;
}

const cases = [
  'csv',
  'dvclive',
  'hf-trainer',
  'json-log',
  'mlruns',
  'one-run',
  'sacred',
  'swanlab',
  'tensorboard',
  'wandb',
];

// A fresh import of the folder finds every run as it is: the content that was stored is the content of the source.
describe.each(cases)('a folder of %s that grows', (format) => {
  test.each(readdirSync(join(FIXTURES, format)))('is stored as an import of %s', async (folder) => {
    const { tree } = openFolderSource(
      join(FIXTURES, format, folder),
      (path) => !/expected.*\.json$/.test(path),
    );
    const reading = new Reading();
    for (const share of [0.1, 0.4, 0.6, 0.9, 1]) await reading.look(grown(tree, share));
    reading.ground.nowMs += 300_000;
    await reading.look(tree);
    await reading.end(tree);
    await reading.ground.book.store();
    const report = await importInto(reading.ground.store, tree, { artifacts: ARTIFACTS });
    expect(report).toMatchObject({ newRuns: 0, grownRuns: 0 });
    await reading.ground.close();
  });
});
