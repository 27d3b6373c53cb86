import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Claim } from '../../import/detect/detect.ts';
import { folderOf } from '../../import/source.ts';
import type { FileTable } from './file-table.ts';
import type { FoundClaim, FoundClaims } from './find-claims.ts';
import type { ReadMeter } from './watched-file.ts';
import { type SourceSurroundings, WatchedSource } from './watched-source.ts';

/** Artifacts of a run lie anywhere; these formats look for them. */
const FINDS_ARTIFACTS: ReadonlySet<string> = new Set(['sqlite', 'mlruns']);
const ARTIFACTS = /(^|\/)artifacts\//;
const SETTINGS = /(^|\/)\.hydra\/(?:config|overrides)\.yaml$/;
/** Only people bring in what others made of their workspaces. */
const NOT_WATCHED: ReadonlySet<string> = new Set(['bundle']);
/** A file beside a source that a reader may want to know: settings, a log. Larger ones are data. */
const MOST_BESIDE_BYTES = 1024 * 1024;

/** More are not remembered. */
const MOST_GONE = 200;

/** The sources of a watched folder. */
export class WatchedSources {
  private readonly sources = new Map<string, WatchedSource>();
  private byPath = new Map<string, WatchedSource[]>();
  private byFolder = new Map<string, WatchedSource[]>();
  private folders: WatchedSource[] = [];
  /** Sources that were read and are not there any more. */
  private readonly gone = new Map<string, ImportProblem>();

  get all(): Iterable<WatchedSource> {
    return this.sources.values();
  }

  get size(): number {
    return this.sources.size;
  }

  /** Problems of all sources, in the order in which they were found. */
  *problems(): Generator<ImportProblem> {
    for (const { problems } of this.sources.values()) yield* problems;
    yield* this.gone.values();
  }

  /** The whole source has to be told again. */
  want({ format, path }: Claim): void {
    this.sources.get(`${format.id}\n${path}`)?.want();
  }

  /** What was found replaces what there was. Those that vanished are dropped before others are read. */
  async replace(found: FoundClaims, table: FileTable, around: SourceSurroundings): Promise<void> {
    const { book, now } = around;
    for (const [id, source] of [...this.sources]) {
      if (found.claims.has(id)) continue;
      this.sources.delete(id);
      if (!source.hasRead) continue;
      const isReplaced = isStillThere(source.found, table);
      if (!isReplaced) {
        await source.end(around, true);
        if (this.gone.size < MOST_GONE)
          this.gone.set(id, { code: 'source-gone', path: source.found.claim.path });
      }
      await book.drop(source.claimNow(around.tree()) ?? source.found.claim, isReplaced);
    }
    const before = new Map(this.sources);
    this.sources.clear();
    for (const [id, one] of found.claims) {
      if (NOT_WATCHED.has(one.claim.format.id)) continue;
      this.gone.delete(id);
      const source = before.get(id) ?? new WatchedSource(one);
      if (!isSameSet(source.found.paths, one.paths)) source.stir(now());
      source.found = one;
      this.sources.set(id, source);
    }
    this.index();
  }

  /** Something became of this file: those that read it have to. */
  touch(path: string, table: FileTable, nowMs: number): void {
    const own = this.byPath.get(path) ?? [];
    for (const source of own) source.stir(nowMs);
    if (SETTINGS.test(path)) this.touchJob(folderOf(folderOf(path)));
    if (own.length > 0) return;
    for (const source of this.folders) source.stir(nowMs);
    if (ARTIFACTS.test(path)) {
      for (const source of this.sources.values())
        if (FINDS_ARTIFACTS.has(source.found.claim.format.id)) source.stir(nowMs);
    }
    const isSmall = (table.get(path)?.sizeBytes ?? 0) <= MOST_BESIDE_BYTES;
    for (const source of this.byFolder.get(folderOf(path)) ?? [])
      if (isSmall || source.found.claim.format.follow) source.stir(nowMs);
  }

  /** Whether points or facts are read of this file, and not only its name. */
  reads(path: string): boolean {
    if (this.byPath.has(path)) return true;
    if (ARTIFACTS.test(path)) return false;
    return this.folders.some(({ found }) =>
      found.roots.some((root) => root === '' || path.startsWith(`${root}/`)),
    );
  }

  /** Others are read at the same time: what they are refused of their own files is not for it to wait for. */
  lastRefusal(source: WatchedSource, { lastRefused }: ReadMeter): number {
    let last = 0;
    for (const [path, at] of lastRefused) if (this.mayRead(source, path)) last = at;
    return last;
  }

  /** Its own file, one of nobody, or one that lies beside those of others. */
  private mayRead(source: WatchedSource, path: string): boolean {
    const owners = this.byPath.get(path);
    if (!owners || owners.includes(source)) return true;
    return owners.every(({ found: { claim } }) => claim.file !== null && claim.path !== path);
  }

  /** Runs take the settings of the job they lie in when they are told. */
  private touchJob(job: string): void {
    for (const source of this.sources.values()) {
      const { claim } = source.found;
      if (source.hasRead && (claim.path === job || claim.path.startsWith(`${job}/`))) source.want();
    }
  }

  private index(): void {
    this.byPath = new Map();
    this.byFolder = new Map();
    this.folders = [];
    for (const source of this.sources.values()) {
      const { paths, roots } = source.found;
      if (paths === null) {
        this.folders.push(source);
        continue;
      }
      for (const path of paths) add(this.byPath, path, source);
      for (const root of roots) add(this.byFolder, root, source);
    }
  }
}

function add(index: Map<string, WatchedSource[]>, key: string, source: WatchedSource): void {
  const known = index.get(key);
  if (known) known.push(source);
  else index.set(key, [source]);
}

/** Another source has its files now, or tells more of them. */
function isStillThere({ paths, claim }: FoundClaim, table: FileTable): boolean {
  if (paths === null) return false;
  const own = claim.files?.map(({ path }) => path) ?? [claim.path];
  return own.some((path) => table.get(path) !== undefined);
}

function isSameSet(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return a === b;
  return a.size === b.size && [...a].every((one) => b.has(one));
}
