import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeRandom } from '../../../src/base/seeded-random.ts';
import { FORMATS } from '../../../workers/import/registry.ts';
import { FolderReader, type Where } from '../../../workers/watch/folder/folder-reader.ts';
import { LiveDisk } from '../../support/live-disk.ts';
import { freshContents, ToldBook } from '../../support/told-book.ts';
import { toyLog } from '../../support/toy-log.ts';
import { turns } from '../../support/turns.ts';

const FIXTURES = `${import.meta.dirname}/../../fixtures`;
const EVENTS = readFileSync(
  `${FIXTURES}/tensorboard/tensorboard-2.20.0/fit/run-2/train/events.out.tfevents.1700000100.box.7.4`,
);
const STORE = 'mlruns/781678919384236214';
const META = readFileSync(`${FIXTURES}/mlruns/mlflow-3.4.0/${STORE}/meta.yaml`);
const RUN = '8b7dab47879040898a37f2117ced8ed9';
const RUN_META = readFileSync(`${FIXTURES}/mlruns/mlflow-3.4.0/${STORE}/${RUN}/meta.yaml`, 'utf8');
const FORMATS_HERE = [toyLog, ...FORMATS];

/** Somebody who trains, cleans up, starts anew and moves things about. Ends what it does in the middle of a record. */
class Writer {
  private runs = 0;
  private count = 0;
  /** Where something happened since it was asked last. */
  hints = new Map<string, readonly string[]>();

  constructor(
    private readonly disk: LiveDisk,
    private readonly random: () => number,
  ) {}

  act(): void {
    const acts = [
      this.toy,
      this.toy,
      this.metric,
      this.metric,
      this.run,
      this.events,
      this.table,
      this.state,
    ];
    this.pick([...acts, this.disturb]).call(this);
  }

  private pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }

  private touch(path: string): void {
    this.hints.set(path, path.split('/'));
  }

  private append(path: string, content: string | Uint8Array): void {
    this.disk.append(path, content);
    this.touch(path);
  }

  private write(path: string, content: string | Uint8Array): void {
    this.disk.write(path, content);
    this.touch(path);
  }

  private toy(): void {
    const path = this.pick(['a.log', 'b.log', 'sub/c.log', 'sub/deep/d.log']);
    if (!this.disk.files.has(path)) this.write(path, 'toy\n');
    const lines = Array.from({ length: 1 + Math.floor(this.random() * 20) }, () => `${this.count++}\n`).join(
      '',
    );
    this.append(path, this.random() < 0.3 ? lines.slice(0, -1) : lines);
  }

  private run(): void {
    const id = (0x1000 + this.runs).toString(16).padStart(32, 'a');
    if (this.runs++ === 0) this.write(`${STORE}/meta.yaml`, META);
    this.write(`${STORE}/${id}/meta.yaml`, RUN_META.replaceAll(RUN, id));
    this.write(`${STORE}/${id}/params/lr`, `${this.random()}`);
  }

  private metric(): void {
    if (this.runs === 0) this.run();
    const id = (0x1000 + Math.floor(this.random() * this.runs)).toString(16).padStart(32, 'a');
    const line = `${1_700_000_000_000 + this.count} ${this.random()} ${this.count++}\n`;
    this.append(`${STORE}/${id}/metrics/${this.pick(['loss', 'accuracy'])}`, line);
  }

  private events(): void {
    const path = `${this.pick(['fit/x', 'fit/y'])}/events.out.tfevents.1700000100.box.7.4`;
    const length = this.disk.files.get(path)?.bytes.length ?? 0;
    if (length < EVENTS.length) this.append(path, EVENTS.subarray(length, length + 1 + this.random() * 400));
  }

  private table(): void {
    const path = 'light/version_0/metrics.csv';
    if (!this.disk.files.has(path)) this.write(path, 'epoch,step,train_loss\n');
    this.append(path, `${this.count},${this.count++},${this.random()}\n`);
  }

  private state(): void {
    const rows = Array.from(
      { length: 1 + (this.count++ % 30) },
      (_, i) => `{"epoch":${i},"loss":${1 / (i + 1)},"step":${i}}`,
    );
    this.write(
      'hf/checkpoint-10/trainer_state.json',
      `{"epoch":1.0,"global_step":${rows.length},"max_steps":100,"log_history":[${rows.join(',')}]}`,
    );
  }

  private disturb(): void {
    const paths = [...this.disk.files.keys()];
    const path = this.pick(paths.length > 0 ? paths : ['none']);
    const size = this.disk.files.get(path)?.bytes.length ?? 0;
    const kind = this.random();
    if (size === 0) return;
    if (kind < 0.25) this.disk.remove(path);
    else if (kind < 0.4) this.disk.remove(path.split('/')[0]!);
    // A run whose meta.yaml is cut stays as it was for a watch: MLflow may be writing it.
    else if (kind < 0.6 && !path.endsWith('meta.yaml'))
      this.disk.truncate(path, Math.floor(size * this.random()));
    else if (kind < 0.8 && path.endsWith('.log')) {
      this.disk.rename(path, `${path}.${this.count++}.log`);
    } else if (path.endsWith('.log')) this.disk.write(path, `toy\n${this.count++}\n`);
    this.touch(path);
  }
}

/** What the observer tells of what happened, if anything; or a look at everything, or at what moved. */
function whereFrom(writer: Writer, random: () => number): Where {
  const { hints } = writer;
  writer.hints = new Map();
  const kind = random();
  if (kind < 0.2) return 'all';
  if (kind < 0.3) return 'hot';
  if (kind < 0.35) return false;
  for (const path of [...hints.keys()]) if (random() < 0.2) hints.delete(path);
  return hints;
}

const SEEDS = Array.from({ length: turns(40) }, (_, seed) => seed + 1);

it.each(SEEDS)('tells, once it is quiet, what an import would tell: writer %i', async (seed) => {
  const random = makeRandom(seed);
  const disk = new LiveDisk();
  const writer = new Writer(disk, random);
  const book = new ToldBook();
  let nowMs = 1_700_000_000_000;
  const { signal } = new AbortController();
  const reader = new FolderReader({
    root: disk.root,
    path: 'training',
    book,
    formats: FORMATS_HERE,
    foldRuns: true,
    signal,
    now: () => nowMs,
  });
  for (let step = 0; step < 60; step++) {
    for (let acts = Math.floor(random() * 4); acts > 0; acts--) writer.act();
    // Somebody writes while it is read, now and then.
    disk.onRead = random() < 0.05 ? () => random() < 0.3 && writer.act() : null;
    await reader.look(whereFrom(writer, random));
    disk.onRead = null;
    nowMs += random() * 3000;
  }
  for (let look = 0; look < 3; look++) {
    nowMs += 100_000;
    await reader.look('all');
  }
  await reader.end(signal);
  expect(book.contents()).toEqual(await freshContents(disk, FORMATS_HERE));
});
