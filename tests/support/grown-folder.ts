import { sha256Hex } from '../../src/base/bytes.ts';
import { type RunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { type Claim, sourceOf } from '../../workers/import/detect/detect.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { FolderReader } from '../../workers/watch/folder/folder-reader.ts';
import { isLog } from '../../workers/watch/folder/watched-source.ts';
import { importInto } from './import-folder.ts';
import { LiveDisk } from './live-disk.ts';
import { makeMemorySource } from './memory-source.ts';
import { ARTIFACTS as KEPT, WatchedGround } from './watched-ground.ts';

/** Files that are only appended to. */
const GROWING =
  /tfevents|\.(?:wandb|csv|tsv|jsonl|ndjson|log|out|swanlab)$|(?:^|\/)(?:metrics|plots)\/[^.]*$|journal\.log$|cout/i;
/** Written, or written for the last time, when a training ends. */
const LATE = /(?:^|\/)(?:wandb-summary\.json|report\.json|DONE|trainer_state\.json)$/;
const DATABASE = /\.db(?:-journal|-wal)?$/;
const ARTIFACTS = /(?:^|\/)artifacts\//;

export type Files = ReadonlyMap<string, Uint8Array>;

/** `together`: all files that grow do so at once. `apart`: one after the other, in the order of their names. */
export type Growth = 'together' | 'apart';

export interface GrowthWishes {
  /** Parts of each growing file that are there before all of it is. */
  readonly shares?: readonly number[];
  /** From one look to the next. */
  readonly restMs?: number;
}

/** Of files with the same word a writer begins the next when one is whole. */
function writerOf(path: string): string {
  if (/tfevents/.test(path)) return path.slice(0, path.lastIndexOf('/') + 1);
  return /([^/]+)\.wandb$/.exec(path)?.[1] ?? path;
}

/** What is written from one moment to the next: files, and how many of their bytes are there then. */
function* growthOf(files: Files, how: Growth, shares: readonly number[]): Generator<[string, number][]> {
  const paths = [...files.keys()].sort();
  const growing = paths.filter((path) => GROWING.test(path) && !ARTIFACTS.test(path));
  const late = paths.filter((path) => LATE.test(path));
  const early = paths.filter((path) => !growing.includes(path) && !late.includes(path));
  const part = (path: string, share = 1): [string, number] => [
    path,
    Math.floor(files.get(path)!.length * share),
  ];
  if (how === 'together') {
    yield early.map((path) => part(path));
    const queues = new Map<string, string[]>();
    for (const path of growing) queues.set(writerOf(path), [...(queues.get(writerOf(path)) ?? []), path]);
    for (let turn = 0; [...queues.values()].some((queue) => turn < queue.length); turn++) {
      const now = [...queues.values()].flatMap((queue) => queue.slice(turn, turn + 1));
      for (const share of [...shares, 1]) yield now.map((path) => part(path, share));
    }
  } else {
    // A database here is that of trainings that are over: their artifacts were there before.
    const isLast = (path: string): boolean => DATABASE.test(path);
    for (const path of early) if (!isLast(path)) yield [part(path)];
    yield early.filter(isLast).map((path) => part(path));
    for (const path of growing) for (const share of [...shares, 1]) yield [part(path, share)];
  }
  yield late.map((path) => part(path));
}

/** Watches a folder in memory, and stores after each look whatever may be stored. */
class GrownFolder {
  readonly ground = new WatchedGround();
  private readonly disk = new LiveDisk('');
  private readonly abort = new AbortController();
  private readonly reader: FolderReader;

  constructor() {
    const book = this.ground.open({
      tree: () => this.reader.tree(),
      onWanted: (claim) => this.reader.want(claim),
    });
    this.reader = new FolderReader({
      root: this.disk.root,
      path: '',
      book,
      formats: FORMATS,
      foldRuns: true,
      signal: this.abort.signal,
      now: () => this.ground.nowMs,
    });
  }

  async grow(files: Files, how: Growth, { shares = [0.1, 0.4, 0.6, 0.9], restMs = 70_000 }: GrowthWishes) {
    for (const moment of growthOf(files, how, shares)) {
      if (moment.length === 0) continue;
      this.disk.nowMs = this.ground.nowMs;
      for (const [path, size] of moment) {
        if (this.disk.files.get(path)?.bytes.length !== size)
          this.disk.write(path, files.get(path)!.subarray(0, size));
      }
      await this.look(restMs);
    }
  }

  /** Nobody writes any more, and the page is closed. */
  async end(): Promise<void> {
    for (let look = 0; look < 3; look++) await this.look(700_000);
    await this.reader.end(this.abort.signal);
    await this.ground.book.close();
  }

  private async look(restMs: number): Promise<void> {
    this.ground.nowMs += 1000;
    await this.reader.look('all');
    await this.ground.book.store();
    this.ground.nowMs += restMs;
  }
}

/** What is shown of a folder that was watched as it grew, and of one import of it. */
export async function watchedAndImported(
  tree: SourceTree,
  how: Growth,
  wishes: GrowthWishes = {},
): Promise<{ readonly watched: Shown; readonly imported: Shown }> {
  const files = new Map(tree.files.map(({ path, sizeBytes, sliceSync }) => [path, sliceSync!(0, sizeBytes)]));
  const grown = new GrownFolder();
  const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
  try {
    await grown.grow(files, how, wishes);
    await grown.end();
    const { tree: whole } = makeMemorySource(files);
    await importInto(store, whole, { artifacts: KEPT, isWanted: (claim) => isDecided(claim, whole) });
    return { watched: await shownOf(grown.ground.store), imported: await shownOf(store) };
  } finally {
    store.close();
    grown.ground.facts.close();
  }
}

/** Tables of which a person would have to say what they are are not watched. */
async function isDecided(claim: Claim, tree: SourceTree): Promise<boolean> {
  const { guess } = claim.format;
  if (!guess) return true;
  const found = await guess(sourceOf(claim, tree), { signal: new AbortController().signal });
  return found !== null && isLog(found);
}

/** Every run by its key, and every other thing that a workspace has. */
export type Shown = Readonly<Record<'runs' | 'others', Readonly<Record<string, unknown>>>>;

async function shownOf(store: FactStore): Promise<Shown> {
  const facts = new FactReader(store);
  await facts.load();
  const keys = new Set<RunKey>();
  await facts.forEachBlock((_, own) => {
    for (const key of own) if (key) keys.add(key);
  });
  const runs: Record<string, unknown> = {};
  for (const key of keys) {
    const run = (await facts.run(key))!;
    const { series, content: _, ...record } = run;
    const told: Record<string, unknown> = {};
    for (const { parts: _, ...summary } of series) {
      const { columns } = await facts.points(run, summary.key);
      const { steps, timesMs, values } = columns;
      const points = Array.from(steps, (step, at) => [step, timesMs[at], values[at]]);
      told[summary.key] = { ...summary, points };
    }
    runs[key] = { ...record, series: told, artifacts: await filesOf(facts, store, key) };
  }
  const models: Record<string, unknown> = {};
  for (const [key, model] of facts.loggedModels)
    models[key] = { ...model, artifacts: await filesOf(facts, store, key) };
  const others = {
    experiments: Object.fromEntries(facts.experiments),
    datasets: Object.fromEntries(facts.datasets),
    registered: Object.fromEntries(facts.registeredModels),
    models,
  };
  return { runs, others };
}

async function filesOf(
  facts: FactReader,
  store: FactStore,
  owner: Parameters<FactReader['artifacts']>[0],
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { path, sizeBytes, chunks } of await facts.artifacts(owner)) {
    const parts = chunks ? (await store.loadChunks(chunks)).filter((part) => part !== null) : [];
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    found[path] = [sizeBytes, chunks ? await sha256Hex(bytes) : null];
  }
  return found;
}

/** Where two workspaces differ, at most so many places: path, what was watched, what was imported. */
export function differences(watched: unknown, imported: unknown, most = 12): readonly string[] {
  const found: string[] = [];
  const visit = (a: unknown, b: unknown, path: string): void => {
    if (found.length >= most || JSON.stringify(a) === JSON.stringify(b)) return;
    const isInto = [a, b].every((one) => typeof one === 'object' && one !== null);
    if (!isInto || path.endsWith('/points')) {
      found.push(`${path}: ${shorten(a)} instead of ${shorten(b)}`);
      return;
    }
    const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
      visit(one[key], other[key], `${path}/${key}`);
  };
  visit(watched, imported, '');
  return found;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
