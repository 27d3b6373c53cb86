import type { Follower, ImportEvent } from '../../workers/import/format.ts';
import { type SourceFile, SourceTree } from '../../workers/import/source.ts';
import { makeMemoryFile } from './memory-source.ts';

/** What one look told, in short. */
export interface LookSummary {
  readonly isRestart: boolean;
  /** Values by metric, of all runs. */
  readonly points: Readonly<Record<string, readonly number[]>>;
  readonly names: readonly string[];
  readonly statuses: readonly string[];
  readonly artifacts: readonly string[];
  readonly problems: readonly string[];
  readonly kinds: readonly string[];
}

/** Files in memory and who follows them: each `look` is one look at the files as they are then. */
export class Followed {
  readonly contents = new Map<string, Uint8Array>();
  private readonly files = new Map<string, SourceFile>();
  private readonly follower: Follower;
  private readonly isOfFile: boolean;
  private readonly signal = new AbortController().signal;
  private version = 0;

  /** `isOfFile`: the source is the first file, those behind it lie beside it; else all of them together. */
  constructor(follower: Follower, isOfFile = false) {
    this.follower = follower;
    this.isOfFile = isOfFile;
  }

  set(path: string, bytes: Uint8Array): void {
    this.contents.set(path, bytes);
    this.version += 1;
    this.files.set(path, { ...makeMemoryFile(path, bytes), modifiedMs: 1e12 + this.version });
  }

  async look(): Promise<LookSummary> {
    return summarise(this.follower.advance(this.source(), { signal: this.signal }));
  }

  async end(): Promise<LookSummary> {
    return summarise(this.follower.end!(this.source(), { signal: this.signal }));
  }

  private source() {
    const tree = new SourceTree([...this.files.values()]);
    const [file = null] = tree.files;
    if (this.isOfFile) return { path: file?.path ?? '', file, tree };
    return { path: '', file: null, files: tree.files, tree };
  }
}

async function summarise(events: AsyncIterable<ImportEvent | { kind: 'restart' }>): Promise<LookSummary> {
  const points: Record<string, number[]> = {};
  const found = { names: [] as string[], statuses: [] as string[], artifacts: [] as string[] };
  const problems: string[] = [];
  const kinds: string[] = [];
  for await (const event of events) {
    if (event.kind === 'progress') continue;
    kinds.push(event.kind);
    if (event.kind === 'run') {
      found.names.push(event.run.name);
      found.statuses.push(event.run.status);
    } else if (event.kind === 'points') {
      points[event.metric] ??= [];
      points[event.metric]!.push(...event.points.values);
    } else if (event.kind === 'artifact') found.artifacts.push(event.path);
    else if (event.kind === 'problem') problems.push(event.problem.code);
  }
  return { isRestart: kinds.includes('restart'), points, ...found, problems, kinds };
}
