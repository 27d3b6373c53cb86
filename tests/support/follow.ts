import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import type { Follower, FollowRestart, ImportEvent, ImportFormat } from '../../workers/import/format.ts';
import { type SourceFile, SourceTree } from '../../workers/import/source.ts';
import { type Entry, findCases, findEntries, isDropped, sourceOf } from './gauntlet.ts';
import { makeMemoryFile, openFolderSource, type ReadCount } from './memory-source.ts';

/** What a follower may read: a share of the bytes there are, and so much for each look at each file, and each file. */
const MOST_SHARE = 1.1;
const BYTES_PER_LOOK = 64;
const BYTES_PER_FILE = 1024;
/** `FOLLOW=1000` for a longer search. */
const NUM_RUNS = Number(process.env.FOLLOW ?? 25);
const MODIFIED_MS = 1_700_000_000_000;
/** Written as a whole by whoever writes them; all other files grow. */
const WHOLE = /\.(ya?ml|json|txt|png|synced|syncstate)$/;
/** What more bytes mend: no problem as long as somebody may write them. */
const UNFINISHED = new Set(['record-cut', 'log-cut', 'run-unfinished', 'media-missing', 'run-empty']);

/** Path -> content at one moment; a file that does not exist yet is absent. */
export type Moment = ReadonlyMap<string, Uint8Array>;

export interface FollowFigures {
  readonly restarts: number;
  /** Sources that were read as a whole at the end. */
  readonly endRestarts: number;
  readonly bytesRead: number;
}

export interface FollowOptions {
  readonly foldRuns?: boolean;
  /** Bytes that may be read, as a multiple of those there are: damage may be looked at again. */
  readonly mostShare?: number;
}

/**
 * Follows a tree from moment to moment as a watcher does, and checks after the last one that all that was told together
 * is what `read` tells of the last moment, that a moment in which nothing happened tells nothing, and that few bytes
 * were read more than once. A follower that asks for a restart begins anew, with the bytes it may read.
 */
export async function followInSteps(
  format: ImportFormat,
  moments: Iterable<Moment>,
  options: FollowOptions = {},
): Promise<FollowFigures> {
  const watch = new Watch(format, options);
  for (const moment of moments) await watch.look(moment);
  await watch.compare();
  return watch.figures;
}

class Watch {
  private readonly format: ImportFormat;
  private readonly options: FollowOptions;
  private readonly signal = new AbortController().signal;
  private lives = new Map<string, Life>();
  private known = new Map<string, SourceFile>();
  private contents: Moment = new Map();
  private readonly count: ReadCount = { reads: 0, bytes: 0 };
  private looks = 0;
  private entries: readonly Entry[] = [];
  private tree = new SourceTree([]);
  private restarts = 0;
  private endRestarts = 0;
  private bytesRead = 0;

  constructor(format: ImportFormat, options: FollowOptions) {
    this.format = format;
    this.options = options;
  }

  get figures(): FollowFigures {
    return { restarts: this.restarts, endRestarts: this.endRestarts, bytesRead: this.bytesRead };
  }

  async look(moment: Moment): Promise<void> {
    const isSame = !this.take(moment);
    this.entries = await findEntries(this.format, this.tree);
    this.count.bytes = 0;
    const before = this.lives;
    this.lives = new Map();
    for (const entry of this.entries) {
      const known = before.get(entry.path);
      const life = known ?? (await this.begin());
      const told = await this.advance(life, entry);
      if (known && isSame) expect(told, 'told though nothing happened').toBe(0);
    }
  }

  async compare(): Promise<void> {
    for (const entry of this.entries) {
      const life = this.lives.get(entry.path)!;
      const read = new Told();
      for await (const event of this.format.read(sourceOf(this.tree, entry), this.context()))
        read.take(event);
      const { follower } = life;
      const end = follower.end?.(sourceOf(this.tree, entry), this.context());
      const hasEnd = end !== undefined;
      const isRestart = end !== undefined && (await life.told.takeTurn(end)) === 'restart';
      if (isRestart) this.endRestarts += 1;
      // Then it is read as a whole.
      const told = isRestart ? read : life.told;
      expect(await told.contents(hasEnd)).toEqual(await read.contents(hasEnd));
    }
  }

  private context() {
    const { signal } = this;
    const { foldRuns } = this.options;
    return foldRuns === undefined ? { signal } : { signal, foldRuns };
  }

  private async begin(): Promise<Life> {
    return { follower: await this.format.follow!(), told: new Told(), bytes: 0, looks: 0 };
  }

  /** How many events were told that say something. */
  private async advance(life: Life, entry: Entry): Promise<number> {
    this.count.bytes = 0;
    const source = sourceOf(this.tree, entry);
    const events = life.follower.advance(source, this.context());
    const told = await life.told.takeTurn(events);
    life.bytes += this.count.bytes;
    this.bytesRead += this.count.bytes;
    life.looks += 1;
    if (told === 'restart') {
      expect(life.looks, 'restart of a follower that had told nothing').toBeGreaterThan(1);
      this.restarts += 1;
      return this.advance(await this.begin(), entry);
    }
    this.lives.set(entry.path, life);
    const files = entry.files?.length ?? (entry.file === null ? this.tree.files.length : 1);
    let sizeBytes = 0;
    const beside = new Set(this.format.companions?.(entry.path, this.tree));
    for (const { path, sizeBytes: own } of this.tree.files)
      if (
        beside.has(path) ||
        (entry.files?.includes(path) ?? (entry.file === null || path.startsWith(entry.path)))
      )
        sizeBytes += own;
    const share = this.options.mostShare ?? MOST_SHARE;
    const most = sizeBytes * share + files * (BYTES_PER_FILE + life.looks * BYTES_PER_LOOK);
    expect(life.bytes, `bytes read of ${sizeBytes}`).toBeLessThanOrEqual(most);
    return told;
  }

  /** True where something is not as it was. */
  private take(moment: Moment): boolean {
    this.looks += 1;
    const files = new Map<string, SourceFile>();
    let isChanged = moment.size !== this.known.size;
    for (const [path, content] of moment) {
      const known = this.known.get(path);
      if (known && isEqual(this.contents.get(path), content)) files.set(path, known);
      else {
        const file = makeMemoryFile(path, content, this.count);
        files.set(path, { ...file, modifiedMs: MODIFIED_MS + this.looks * 1000 });
        isChanged = true;
      }
    }
    this.known = files;
    this.contents = moment;
    this.tree = new SourceTree([...files.values()]);
    return isChanged;
  }
}

interface Life {
  readonly follower: Follower;
  readonly told: Told;
  bytes: number;
  looks: number;
}

function isEqual(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.length === b.length && Buffer.compare(a, b) === 0;
}

/** All that was told of one source, later words in place of earlier ones. */
export class Told {
  private readonly records = new Map<string, unknown>();
  private readonly runs = new Map<string, RunRecord>();
  private readonly experiments = new Map<string, unknown>();
  private readonly points = new Map<string, [number, number, number][]>();
  private readonly artifacts = new Map<string, SourceFile>();
  private readonly problems = new Map<string, ImportProblem>();
  private readonly open = new Set<string>();

  async takeTurn(events: AsyncIterable<ImportEvent | FollowRestart>): Promise<number | 'restart'> {
    let count = 0;
    let isRestart = false;
    for await (const event of events) {
      expect(isRestart, `${event.kind} behind restart`).toBe(false);
      if (event.kind === 'restart') {
        expect(count, 'told before restart').toBe(0);
        isRestart = true;
      } else {
        if (event.kind !== 'progress') count += 1;
        this.take(event);
      }
    }
    expect([...this.open], 'runs without an end').toEqual([]);
    return isRestart ? 'restart' : count;
  }

  take(event: ImportEvent): void {
    switch (event.kind) {
      case 'progress':
        return;
      case 'run':
        this.open.add(event.run.key);
        this.runs.set(event.run.key, event.run);
        return;
      case 'run-end':
        expect(this.open.delete(event.run), 'run-end without run').toBe(true);
        return;
      case 'points':
        this.takePoints(event);
        return;
      case 'artifact':
        this.artifacts.set(JSON.stringify([event.owner, event.path]), event.file);
        return;
      case 'experiment':
        this.experiments.set(event.experiment.key, event.experiment);
        return;
      case 'problem':
        this.problems.set(JSON.stringify([event.problem.code, event.problem.path]), event.problem);
        return;
      case 'dataset':
        this.records.set(`dataset ${event.dataset.key}`, event.dataset);
        return;
      case 'logged-model':
        this.records.set(`logged model ${event.model.key}`, event.model);
        return;
      case 'registered-model':
        this.records.set(`registered model ${event.model.name}`, event.model);
        return;
      case 'model-version':
        this.records.set(`version ${event.version.model} ${event.version.version}`, event.version);
        return;
      default:
        throw new Error(`nobody follows what tells ${event.kind}`);
    }
  }

  private takePoints({ run, metric, points }: ImportEvent & { readonly kind: 'points' }): void {
    expect(this.open.has(run), 'points before their run').toBe(true);
    const id = JSON.stringify([run, metric]);
    const series = this.points.get(id) ?? [];
    this.points.set(id, series);
    points.steps.forEach((step, at) => {
      series.push([step, points.timesMs[at]!, points.values[at]!]);
    });
  }

  /** Experiments count that a run is in: the folder around a single run is not the one around two. */
  async contents(hasEnd: boolean) {
    const used = new Set<string>([...this.runs.values()].map(({ experiment }) => experiment));
    const artifacts = new Map<string, string>();
    for (const [id, file] of this.artifacts)
      artifacts.set(id, Buffer.from(await file.slice(0, file.sizeBytes)).toString('base64'));
    const problems = [...this.problems.values()].filter(({ code }) => hasEnd || !UNFINISHED.has(code));
    return {
      runs: byKey(this.runs),
      experiments: byKey(this.experiments).filter(([key]) => used.has(key)),
      records: byKey(this.records),
      points: byKey(this.points),
      artifacts: byKey(artifacts),
      problems: problems.map((problem) => JSON.stringify(problem)).sort(),
    };
  }
}

function byKey<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

export interface FollowGauntlet {
  readonly format: ImportFormat;
  /** Folder below `tests/fixtures`, as for `runGauntlet`. */
  readonly fixtures: string;
  /** Files that grow byte by byte; the others are there at once as a whole. */
  readonly grows?: (path: string) => boolean;
  /** Restarts that are no waste where files grow in the order in which they are begun: as many as files if absent. */
  readonly mostRestarts?: (files: number) => number;
  readonly isWanted?: (name: string) => boolean;
  /** Growths that are tried of each fixture, both ways. */
  readonly runs?: number;
}

/** Every fixture of a format, grown at random places in random steps and followed. */
export function followGauntlet(options: FollowGauntlet): void {
  const { format, fixtures, isWanted = () => true } = options;
  const numRuns = options.runs ?? NUM_RUNS;
  const mostRestarts = options.mostRestarts ?? ((files) => files);
  const cases = findCases(fixtures).filter(({ name }) => isWanted(name));
  it(`has fixtures of ${format.id} to follow`, () => expect(cases.length).toBeGreaterThan(0));
  for (const { name, folder } of cases) {
    const files = new Map<string, Uint8Array>();
    for (const { path, sizeBytes, sliceSync } of openFolderSource(folder, isDropped).tree.files)
      files.set(path, sliceSync!(0, sizeBytes));

    it(`${name}: is told as it is read, however it grows`, async () => {
      const property = fc.asyncProperty(growth, async (steps) => {
        await followInSteps(format, grow(files, steps, { ...options, isInOrder: false }));
      });
      await fc.assert(property, { numRuns });
    });

    it(`${name}: does not begin anew where it grows as it was written`, async () => {
      const property = fc.asyncProperty(growth, async (steps) => {
        const figures = await followInSteps(format, grow(files, steps, { ...options, isInOrder: true }));
        expect(figures.restarts).toBeLessThanOrEqual(mostRestarts(files.size));
      });
      await fc.assert(property, { numRuns });
    });
  }
}

interface Step {
  /** Which of the files that may grow. */
  readonly file: number;
  readonly bytes: number;
  /** The next step is seen in the same moment. */
  readonly isJoined: boolean;
}

export const growth: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    file: fc.nat(1000),
    bytes: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 100_000 }),
    ),
    isJoined: fc.boolean(),
  }),
  { maxLength: 40 },
);

/** The moments of a tree that grows so; the last one has all of it, twice. */
export function* grow(
  files: ReadonlyMap<string, Uint8Array>,
  steps: readonly Step[],
  how: { readonly isInOrder: boolean; readonly grows?: (path: string) => boolean },
): Generator<Moment> {
  const grows = how.grows ?? ((path: string) => !WHOLE.test(path));
  const sizes = new Map<string, number>();
  const paths = [...files.keys()].sort();
  for (const { file, bytes, isJoined } of steps) {
    const open = paths.filter((path) => (sizes.get(path) ?? -1) < files.get(path)!.length);
    const mayGrow = how.isInOrder ? firstOfFolders(open) : open;
    if (mayGrow.length === 0) break;
    const path = mayGrow[file % mayGrow.length]!;
    const whole = files.get(path)!.length;
    sizes.set(path, grows(path) ? Math.min(whole, (sizes.get(path) ?? 0) + bytes) : whole);
    if (!isJoined) yield momentOf(files, sizes);
  }
  yield files;
  yield files;
}

/** Of each folder the first file that is not whole. */
function firstOfFolders(paths: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (!found.has(folder)) found.set(folder, path);
  }
  return [...found.values()];
}

function momentOf(files: ReadonlyMap<string, Uint8Array>, sizes: ReadonlyMap<string, number>): Moment {
  return new Map([...sizes].map(([path, size]) => [path, files.get(path)!.subarray(0, size)]));
}
