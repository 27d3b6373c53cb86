import 'fake-indexeddb/auto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { makeRandom } from '../../../src/base/seeded-random.ts';
import { toWorkspaceId, type WorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { WorkspaceDb } from '../../../src/storage/workspace-db.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { DyingTab, type WriteFaults } from '../../support/dying-tab.ts';
import { differences, shownOf } from '../../support/grown-folder.ts';
import { importInto } from '../../support/import-folder.ts';
import { LiveDisk } from '../../support/live-disk.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';
import { ARTIFACTS } from '../../support/watched-ground.ts';
import { WebLocks } from '../../support/web-locks.ts';

const FIXTURES = `${import.meta.dirname}/../../fixtures`;
/** What trainings write, and what grows by appending in it. */
const TRAININGS = [
  'tensorboard/tensorboard-2.20.0/fit',
  'wandb/wandb-0.16.6',
  'csv/lightning-2.6.6/lightning_logs',
  'mlruns/mlflow-3.4.0/mlruns',
  'swanlab/swanlab-0.10.3',
  'one-run/sb3-2.9.2/cartpole',
];
/** Shorter files come as a whole: whoever writes settings writes them at once. */
const WHOLE_BYTES = 2000;
/** `DEATH=300` for a longer search, `DEATH_FROM=123 DEATH=1` tries one again, `DEATH_KIND=…` one training alone. */
const { DEATH, DEATH_FROM, DEATH_KIND } = process.env;

/** Trainings of fixtures that are written again, a stretch at a time, ending in the middle of records. */
class Rewriter {
  private readonly left: [path: string, bytes: Uint8Array, at: number][];

  constructor(
    private readonly disk: LiveDisk,
    private readonly random: () => number,
    trainings: readonly string[],
  ) {
    this.left = trainings.flatMap((one) =>
      filesOf(one).map(({ path, bytes }): [string, Uint8Array, number] => [path, bytes, 0]),
    );
    // Settings come first, as they do.
    this.left.sort((a, b) => rankOf(a) - rankOf(b));
  }

  get isDone(): boolean {
    return this.left.length === 0;
  }

  act(): void {
    if (this.isDone) return;
    const place =
      this.left.length > 1 && this.left[0]![1].length > WHOLE_BYTES
        ? Math.floor(this.random() * this.left.length)
        : 0;
    const one = this.left[place]!;
    const [path, bytes, at] = one;
    const size =
      bytes.length <= WHOLE_BYTES ? bytes.length : 1 + Math.floor(this.random() * (bytes.length / 5));
    this.disk.append(path, bytes.subarray(at, at + size));
    one[2] = at + size;
    if (one[2] >= bytes.length) this.left.splice(place, 1);
  }
}

function rankOf([path, bytes]: readonly [path: string, bytes: Uint8Array, at: number]): number {
  return bytes.length > WHOLE_BYTES ? 2 : Number(path.includes('/metrics/'));
}

function filesOf(training: string): { path: string; bytes: Uint8Array }[] {
  const root = join(FIXTURES, training);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((one) => join(root, one))
    .filter((one) => statSync(one).isFile() && !one.endsWith('expected.json'))
    .sort()
    .map((one) => ({
      path: `${training.split('/').at(-1)}/${relative(root, one)}`,
      bytes: readFileSync(one),
    }));
}

/** An MLflow run that writes artifacts of every kind: a log that grows, a picture written again, files, and more after its end. */
class Artist {
  private readonly root = `art/mlruns/1/${'ab'.repeat(16)}`;
  private steps = 0;

  constructor(
    private readonly disk: LiveDisk,
    private readonly random: () => number,
    private readonly last = 12,
  ) {}

  get isDone(): boolean {
    return this.steps > this.last + 3;
  }

  act(): void {
    const { disk, root, random, steps, last } = this;
    if (this.isDone) return;
    if (steps === 0) {
      disk.write('art/mlruns/1/meta.yaml', "experiment_id: '1'\nlifecycle_stage: active\nname: art\n");
      this.meta(1, 'null');
    }
    if (steps <= last) {
      disk.append(`${root}/metrics/loss`, `${1_795_700_000_000 + steps} ${1 / (steps + 1)} ${steps}\n`);
      disk.append(`${root}/artifacts/train.log`, `epoch ${steps}${'.'.repeat(random() * 40)}\n`);
      if (random() < 0.5) disk.write(`${root}/artifacts/plot.png`, `PNG ${random()}`);
      if (random() < 0.3) disk.write(`${root}/artifacts/check/${steps}.bin`, `weights ${steps}`);
      // Of the same size each time.
      if (random() < 0.3) disk.write(`${root}/artifacts/state.bin`, `state ${1000 + steps}`);
    }
    if (steps === last) this.meta(3, '1795700000500');
    if (steps > last) disk.write(`${root}/artifacts/late-${steps}.txt`, `late ${steps}`);
    this.steps += 1;
  }

  private meta(status: number, end: string): void {
    const id = 'ab'.repeat(16);
    this.disk.write(
      `${this.root}/meta.yaml`,
      `artifact_uri: file:///art/mlruns/1/${id}/artifacts\nend_time: ${end}\nentry_point_name: ''\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: art\nrun_uuid: ${id}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 1795700000000\nstatus: ${status}\ntags: []\nuser_id: ana\n`,
    );
  }
}

const isOurs = (one: { readonly path: string }): boolean => one.path !== '';

/** The folder as it is now, in one import into a workspace of its own. */
async function importNow(disk: LiveDisk): Promise<FactStore> {
  const files = [...disk.files].map(([path, { bytes, modifiedMs }]) => ({
    ...makeMemoryFile(`training/${path}`, bytes),
    modifiedMs,
  }));
  const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
  await importInto(store, new SourceTree(files.filter(isOurs)), { artifacts: ARTIFACTS });
  return store;
}

/** Everything that lies in a workspace and belongs to no import: nothing. */
async function leftOver(workspace: WorkspaceId): Promise<readonly string[]> {
  const db = new WorkspaceDb(workspace);
  const store = new FactStore(workspace);
  const found: string[] = [];
  for (const { hash, table } of await db.staged.toArray()) found.push(`staged ${table} ${hash}`);
  const needed = new Set<string>();
  for (const { id, state, packs } of await db.imports.toArray()) {
    if (state !== 'committed') found.push(`import ${id} is ${state}`);
    for (const pack of await store.loadPackIndexes(packs)) {
      needed.add(pack.hash);
      const bytes = await store.loadChunk(pack.hash);
      if (!bytes) found.push(`missing pack ${pack.hash}`);
      for (const [, hash] of new TextDecoder().decode(bytes ?? toUtf8('')).matchAll(/"([0-9a-f]{64})"/g))
        needed.add(hash!);
    }
  }
  for (const hash of await db.chunks.toCollection().primaryKeys())
    if (!needed.has(hash)) found.push(`chunk ${hash} of nobody`);
  store.close();
  db.close();
  return found;
}

const SEEDS = Array.from({ length: Number(DEATH ?? 12) }, (_, seed) => seed + Number(DEATH_FROM ?? 1));
const pulses: ReturnType<typeof setInterval>[] = [];

afterEach(() => {
  // Of tabs that died.
  for (const pulse of pulses.splice(0)) clearInterval(pulse);
  vi.restoreAllMocks();
});

it.each(SEEDS)(
  'tabs die, disks are full and permission goes: in the end it is stored once, training %i',
  async (seed) => {
    const every = globalThis.setInterval;
    vi.spyOn(globalThis, 'setInterval').mockImplementation(((...args: Parameters<typeof every>) => {
      const pulse = every(...args);
      pulses.push(pulse);
      return pulse;
    }) as typeof every);
    const random = makeRandom(seed);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    const disk = new LiveDisk();
    const workspace = toWorkspaceId(crypto.randomUUID());
    const locks = new WebLocks();
    let nowMs = 1_795_700_000_000;
    const story: string[] = [];
    const fixture = random() < 0.6 ? [pick(TRAININGS)] : [];
    const trainings = DEATH_KIND ? [DEATH_KIND] : fixture;
    // Whoever ends a watch stores what one logger told, before another may have had time to tell more.
    const mayEnd = !trainings.some((path) => path.startsWith('one-run/'));
    const writers = [
      new Rewriter(disk, random, trainings),
      ...(DEATH_KIND || random() < 0.2 ? [] : [new Artist(disk, random)]),
    ];
    let isFull = false;
    let isCalm = false;
    const faults: WriteFaults = {
      before: (write) => {
        if (isCalm) return;
        if (random() < 0.01) {
          story.push(`death before ${write}`);
          tab.die();
        }
        if ((isFull || random() < 0.03) && write !== 'rollBackImport') {
          story.push(`full at ${write}`);
          throw new DOMException('full', 'QuotaExceededError');
        }
        if (random() < 0.1) return new Promise((resolve) => setTimeout(resolve, random() * 3));
      },
      after: (write) => {
        if (isCalm) return;
        if (random() < 0.01) {
          story.push(`death after ${write}`);
          tab.die();
        }
      },
    };
    const open = (): DyingTab => new DyingTab(disk, workspace, locks, () => nowMs, faults);
    let tab = open();
    while (writers.some(({ isDone }) => !isDone)) {
      disk.nowMs = Math.max(disk.nowMs, nowMs);
      for (let acts = Math.floor(random() * 6); acts > 0; acts--) pick(writers).act();
      disk.onRead = null;
      if (random() < 0.1) disk.onRead = () => random() < 0.3 && void pick(writers).act();
      if (random() < 0.03)
        disk.onRead = () => {
          if (random() < 0.3) disk.refuses = 'NotAllowedError';
        };
      if (random() < 0.05) isFull = !isFull;
      await tab.look(random() < 0.8 ? 'all' : 'hot');
      disk.onRead = null;
      if (disk.refuses) {
        story.push('permission gone');
        await tab.look('all');
        if (random() < 0.5) disk.refuses = null;
      }
      if (random() < 0.1) await tab.unlessDead(tab.book.store());
      if (random() < 0.06) {
        story.push('death');
        if (random() < 0.5) void tab.book.store().catch(() => undefined);
        if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 5));
        tab.die();
      }
      if (mayEnd && !tab.isDead && random() < 0.05) {
        story.push('resumed');
        await tab.end();
        tab = open();
      }
      if (tab.isDead) tab = open();
      nowMs += random() * (random() < 0.1 ? 70_000 : 2000);
      if (random() < 0.03) {
        nowMs += (random() - 0.5) * 10 * 3_600_000;
        story.push('clock jumps');
      }
    }
    isCalm = true;
    isFull = false;
    disk.refuses = null;
    if (tab.isDead) tab = open();
    for (let look = 0; look < 3; look++) {
      nowMs += 700_000;
      await tab.look('all');
    }
    await tab.end();
    const store = new FactStore(workspace);
    const fresh = await importNow(disk);
    expect(differences(await shownOf(store), await shownOf(fresh)), story.join(', ')).toEqual([]);
    expect(await leftOver(workspace), story.join(', ')).toEqual([]);
    fresh.close();
    store.close();
  },
  60_000,
);
