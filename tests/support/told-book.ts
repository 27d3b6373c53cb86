import { isAbort } from '../../src/base/abort.ts';
import type { RunKey } from '../../src/domain/ids.ts';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { type Claim, detect, sourceOf } from '../../workers/import/detect/detect.ts';
import type { ImportEvent, ImportFormat } from '../../workers/import/format.ts';
import { SourceReadError, SourceTree } from '../../workers/import/source.ts';
import type { LiveBook, TakenTurn } from '../../workers/watch/book.ts';
import { isLog } from '../../workers/watch/folder/watched-source.ts';
import type { LiveDisk } from './live-disk.ts';
import { makeMemoryFile } from './memory-source.ts';

type Points = Map<string, [number, number][]>;

/** What one source told of its runs. */
interface Told {
  readonly runs: Map<string, RunRecord>;
  readonly points: Points;
}

export const sourceId = ({ format, path }: Claim): string => `${format.id} ${path}`;

/** A book in memory that remembers everything it was told, by source. */
export class ToldBook implements LiveBook {
  readonly sources = new Map<string, Told>();
  /** Turns as they came: `+` goes on, `=` from the start, `-` dropped. */
  readonly turns: string[] = [];
  readonly dropped: (readonly [string, boolean])[] = [];
  readonly liveKeys = [];
  looks = 0;
  stores = 0;
  isClosed = false;
  private isIn = false;

  async take(claim: Claim, events: AsyncIterable<ImportEvent>, isWhole: boolean): Promise<TakenTurn> {
    if (this.isIn) throw new Error('two turns at once');
    this.isIn = true;
    const id = sourceId(claim);
    this.turns.push(`${isWhole ? '=' : '+'} ${id}`);
    const told = isWhole ? fresh() : (this.sources.get(id) ?? fresh());
    const problems: ImportProblem[] = [];
    const runs = new Set<RunKey>();
    let points = 0;
    try {
      for await (const event of events) {
        points += takeEvent(told, event);
        if (event.kind === 'run') runs.add(event.run.key);
        if (event.kind === 'problem') problems.push(event.problem);
      }
      this.sources.set(id, told);
    } catch (error) {
      if (isAbort(error) || !(error instanceof SourceReadError)) throw error;
      problems.push({ code: 'unreadable-file', path: error.path });
    } finally {
      this.isIn = false;
    }
    return { runs: [...runs], points, problems };
  }

  async endLook(): Promise<void> {
    this.looks += 1;
  }

  dueMs(): number {
    return Number.POSITIVE_INFINITY;
  }

  async drop(claim: Claim, isReplaced = false): Promise<void> {
    this.turns.push(`- ${sourceId(claim)}`);
    this.dropped.push([sourceId(claim), isReplaced]);
    this.sources.delete(sourceId(claim));
  }

  async store(): Promise<void> {
    this.stores += 1;
  }

  async hide(): Promise<void> {}

  rests = 0;

  async rest(): Promise<void> {
    this.rests += 1;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  get runs(): number {
    return [...this.sources.values()].reduce((sum, { runs }) => sum + runs.size, 0);
  }

  get liveRuns(): number {
    return this.runs;
  }

  /** Points of all runs of a source, all series one after the other. */
  values(id: string): number[] {
    return [...(this.sources.get(id)?.points.values() ?? [])].flat().map(([, value]) => value);
  }

  contents(): unknown {
    return contentsOf(this.sources);
  }
}

/** What an import of the folder as it is would tell; tables that a person has to decide about are left out. */
export async function freshContents(disk: LiveDisk, formats: readonly ImportFormat[]): Promise<unknown> {
  const files = [...disk.files].map(([path, { bytes, modifiedMs }]) => ({
    ...makeMemoryFile(`${disk.root.name}/${path}`, bytes),
    modifiedMs,
  }));
  const tree = new SourceTree(files);
  const { signal } = new AbortController();
  const sources = new Map<string, Told>();
  for (const claim of (await detect(tree, formats, signal)).claims) {
    const source = sourceOf(claim, tree);
    const guess = claim.format.guess ? await claim.format.guess(source, { signal }) : null;
    if (claim.format.guess && !(guess && isLog(guess))) continue;
    const told = fresh();
    for await (const event of claim.format.read(source, { signal, foldRuns: true })) takeEvent(told, event);
    sources.set(sourceId(claim), told);
  }
  return contentsOf(sources);
}

const fresh = (): Told => ({ runs: new Map(), points: new Map() });

function takeEvent(told: Told, event: ImportEvent): number {
  if (event.kind === 'run') told.runs.set(event.run.key, event.run);
  if (event.kind !== 'points') return 0;
  const id = `${event.run} ${event.metric}`;
  const series = told.points.get(id) ?? [];
  told.points.set(id, series);
  const { steps, values } = event.points;
  steps.forEach((step, at) => void series.push([step, values[at]!]));
  return steps.length;
}

function contentsOf(sources: ReadonlyMap<string, Told>): unknown {
  return [...sources]
    .filter(([, { runs }]) => runs.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { runs, points }]) => ({ id, runs: byKey(runs), points: byKey(points) }));
}

function byKey<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
