import { sha256Hex } from '../../src/base/bytes.ts';
import { type ExperimentKey, type RunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { type Revised, withRevision } from '../../src/domain/revision.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { type Claim, sourceOf } from '../../workers/import/detect/detect.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { isNameOnly } from '../../workers/query/newest-records.ts';
import { FolderReader } from '../../workers/watch/folder/folder-reader.ts';
import { isLog } from '../../workers/watch/folder/watched-source.ts';
import { importInto } from './import-folder.ts';
import { LiveDisk } from './live-disk.ts';
import { makeMemorySource } from './memory-source.ts';
import { ARTIFACTS as KEPT, WatchedGround } from './watched-ground.ts';

/** Files that are only appended to. */
const GROWING =
  /tfevents|\.(?:wandb|csv|tsv|jsonl|ndjson|log|out|swanlab)$|(?:^|\/)(?:metrics|plots)\/[^.]*$|journal\.log$|cout|catboost_training\.json$/i;
/** Written, or written for the last time, when a training ends. */
const LATE =
  /(?:^|\/)(?:wandb-summary\.json|report\.json|DONE|trainer_state\.json|\.guild\/attrs\/(?:exit_status|stopped))$/;
const DATABASE = /\.db(?:-journal|-wal)?$/;
const ARTIFACTS = /(?:^|\/)artifacts\//;
/** Folders inside that of a training in which some of its files lie. */
const INSIDE = /\/(?:metrics|plots|static|learn|test\d*|train|validation|files|logs|media|\.guild)(?:\/.*)?$/;

export type Files = ReadonlyMap<string, Uint8Array>;

/** `together`: all files that grow do so at once. `apart`: one training after the other, in the order of their names. */
export type Growth = 'together' | 'apart';

/** What is there from one look to the next: whole files, in place of those of their names. */
export type Moments = readonly Readonly<Record<string, string | Uint8Array>>[];

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

/** What lies in a folder, by when it is written. */
interface Stages {
  readonly early: readonly string[];
  readonly growing: readonly string[];
  readonly late: readonly string[];
}

function stagesOf(paths: readonly string[], files: Files): Stages {
  const growing = paths.filter((path) => GROWING.test(path) && !ARTIFACTS.test(path));
  const late = paths.filter((path) => LATE.test(path) || isSummaryOfLogs(path, files));
  return { growing, late, early: paths.filter((path) => !growing.includes(path) && !late.includes(path)) };
}

/** DVCLive sums up what it has logged, again after each step. */
function isSummaryOfLogs(path: string, files: Files): boolean {
  if (!/(?:^|\/)metrics\.json$/.test(path)) return false;
  const logs = path.replace(/metrics\.json$/, 'plots/metrics/');
  return [...files.keys()].some((other) => other.startsWith(logs));
}

/** The folder of the training that writes this file: no trainer ends one of its files before it begins the next. */
function trainingOf(path: string): string {
  const folder = `/${path}`.slice(0, path.lastIndexOf('/') + 1);
  return `${folder}/`.replace(INSIDE, '/').replace(/\/+$/, '/');
}

/** The paths of each training, and first what belongs to none of them. */
function trainingsOf(paths: readonly string[]): readonly (readonly string[])[] {
  const homes = new Set(paths.filter((path) => GROWING.test(path) && !ARTIFACTS.test(path)).map(trainingOf));
  const found = new Map<string, string[]>([['', []]]);
  const isTable = (path: string): boolean => /\.[ct]sv$/.test(path);
  for (const path of paths) {
    const around = [...homes].filter((home) => `/${path}`.startsWith(home));
    const home = around.reduce((a, b) => (b.length > a.length ? b : a), '');
    const inside = paths.filter((one) => `/${one}`.startsWith(home) && GROWING.test(one));
    const own = inside.every(isTable) && isTable(path) && !/\/plots\//.test(`/${path}`) ? path : home;
    found.set(own, [...(found.get(own) ?? []), path]);
  }
  return [...found.values()];
}

/** What is written from one moment to the next: files, and how many of their bytes are there then. */
function* growthOf(files: Files, how: Growth, shares: readonly number[]): Generator<[string, number][]> {
  const paths = [...files.keys()].sort();
  if (how === 'together') {
    yield* growthAtOnce(stagesOf(paths, files), files, shares);
    return;
  }
  // A database here is that of trainings that are over: their artifacts were there before.
  const databases = paths.filter((path) => DATABASE.test(path));
  const others = paths.filter((path) => !databases.includes(path));
  for (const training of trainingsOf(others)) yield* growthAtOnce(stagesOf(training, files), files, shares);
  yield databases.map((path) => [path, files.get(path)!.length]);
}

function* growthAtOnce(
  { early, growing, late }: Stages,
  files: Files,
  shares: readonly number[],
): Generator<[string, number][]> {
  const part = (path: string, share = 1): [string, number] => [
    path,
    Math.floor(files.get(path)!.length * share),
  ];
  yield early.map((path) => part(path));
  const queues = new Map<string, string[]>();
  for (const path of growing) queues.set(writerOf(path), [...(queues.get(writerOf(path)) ?? []), path]);
  for (let turn = 0; [...queues.values()].some((queue) => turn < queue.length); turn++) {
    const now = [...queues.values()].flatMap((queue) => queue.slice(turn, turn + 1));
    for (const share of [...shares, 1]) yield now.map((path) => part(path, share));
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
      const parts = moment.map(([path, size]) => [path, files.get(path)!.subarray(0, size)] as const);
      const isNews = ([path, { length }]: (typeof parts)[number]): boolean =>
        this.disk.files.get(path)?.bytes.length !== length;
      await this.write(Object.fromEntries(parts.filter(isNews)), restMs);
    }
  }

  async write(moment: Moments[number], restMs: number): Promise<void> {
    this.disk.nowMs = this.ground.nowMs;
    for (const [path, content] of Object.entries(moment)) this.disk.write(path, content);
    await this.look(restMs);
  }

  get files(): Files {
    return new Map([...this.disk.files].map(([path, { bytes }]) => [path, bytes]));
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
): Promise<BothShown> {
  const files = new Map(tree.files.map(({ path, sizeBytes, sliceSync }) => [path, sliceSync!(0, sizeBytes)]));
  return bothShown((grown) => grown.grow(files, how, wishes));
}

/** The same of files that are written as said. */
export async function writtenAndImported(moments: Moments, restMs = 70_000): Promise<BothShown> {
  return bothShown(async (grown) => {
    for (const moment of moments) await grown.write(moment, restMs);
  });
}

interface BothShown {
  readonly watched: Shown;
  readonly imported: Shown;
}

async function bothShown(grow: (grown: GrownFolder) => Promise<void>): Promise<BothShown> {
  const grown = new GrownFolder();
  const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
  try {
    await grow(grown);
    await grown.end();
    const { tree: whole } = makeMemorySource(grown.files);
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

export async function shownOf(store: FactStore): Promise<Shown> {
  const facts = new FactReader(store);
  await facts.load();
  const keys = new Set<RunKey>();
  await facts.forEachBlock((_, own) => {
    for (const key of own) if (key) keys.add(key);
  });
  const runs: Record<string, unknown> = {};
  const homes = new Set<ExperimentKey>();
  for (const key of keys) {
    const run = (await facts.run(key))!;
    homes.add(run.experiment);
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
    models[key] = { ...withRevision(model, 0), artifacts: await filesOf(facts, store, key) };
  // As they are listed.
  const experiments = [...facts.experiments].filter(([key, one]) => homes.has(key) || !isNameOnly(one));
  const others = {
    experiments: asToldFirst(new Map(experiments)),
    datasets: Object.fromEntries(facts.datasets),
    registered: asToldFirst(facts.registeredModels),
    versions: asToldFirst(facts.modelVersions),
    models,
  };
  return { runs, others };
}

/** How often it was told is not shown. */
function asToldFirst<T extends Revised>(records: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...records].map(([key, record]) => [key, withRevision(record, 0)]));
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
