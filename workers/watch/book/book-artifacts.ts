import { mergeArtifacts } from '../../../src/domain/merge-runs.ts';
import type { ArtifactEntry } from '../../../src/domain/run.ts';
import type { SourceFile } from '../../import/source.ts';
import type { ArtifactKeeper, GrownFrom } from '../../import/storing/artifact-keeper.ts';
import type { ArtifactTelling } from '../../import/storing/existing-facts.ts';
import { isConsole } from './console-tail.ts';

/** A file that changes is kept again after this, and each time after twice as long: every version stays in the store. */
const REST_MS = 60_000;
const LOG = /\.(?:log|txt|out|jsonl|ndjson|csv|tsv)$/i;
/** Up to this many entries a listing is written whole each time; beyond, what is new of it until its run ends. */
const SHORT_LISTING = 200;

interface Known {
  file: SourceFile;
  /** As it was listed last, and when; null where it was not. */
  listed: Listed | null;
}

interface Listed {
  readonly entry: ArtifactEntry;
  readonly modifiedMs: number;
  atMs: number;
  /** How often it was kept. */
  readonly times: number;
}

/** One owner's artifacts. */
interface Owned {
  readonly files: Map<string, Known>;
  /** Everything is to be listed once more. */
  isListingDue: boolean;
  listedInPart: boolean;
}

/** The artifacts that readers named, and what of them is kept. */
export class BookArtifacts {
  /** Of all files as they are kept now. */
  keptBytes = 0;
  private readonly owners = new Map<string, Owned>();
  private readonly changed = new Set<string>();

  /** True where it is not kept as it is. */
  add(owner: string, path: string, file: SourceFile): boolean {
    let owned = this.owners.get(owner);
    if (owned === undefined) {
      owned = { files: new Map(), isListingDue: false, listedInPart: false };
      this.owners.set(owner, owned);
    }
    const known = owned.files.get(path);
    if (known) known.file = file;
    else owned.files.set(path, { file, listed: null });
    const isNews = known === undefined || hasChanged(known);
    if (isNews) this.changed.add(owner);
    return isNews;
  }

  /** Those of which something is not kept as it is. */
  get changedOwners(): ReadonlySet<string> {
    return this.changed;
  }

  /**
   * What imports have of the files of a run that did not change since: of the same size and not written after that import
   * began, they are not read again. Only for files that this book has not looked at.
   */
  trust(owner: string, told: readonly ArtifactTelling[], nowMs: number): void {
    const owned = this.owners.get(owner);
    if (owned === undefined) return;
    const entries = new Map(
      mergeArtifacts(told.map(({ record }) => record)).map((entry) => [entry.path, entry]),
    );
    const readMs = readSince(told, entries);
    for (const [path, known] of owned.files) {
      const entry = entries.get(path);
      if (known.listed !== null || entry?.sizeBytes !== known.file.sizeBytes) continue;
      if (known.file.modifiedMs >= readMs.get(path)!) continue;
      this.keptBytes += sizeOf(entry);
      known.listed = { entry, modifiedMs: known.file.modifiedMs, atMs: nowMs, times: 1 };
    }
    if (![...owned.files.values()].some(hasChanged)) this.changed.delete(owner);
  }

  /** Whether a file of this owner would be kept now. */
  isDue(owner: string, hasEnded: boolean, nowMs: number): boolean {
    for (const known of this.owners.get(owner)?.files.values() ?? [])
      if (hasChanged(known) && (hasEnded || hasRested(known, nowMs))) return true;
    return false;
  }

  /** Gives the keeper the files that are due. `hasEnded`: nothing more will come, so that all are that have changed. */
  gather(keeper: ArtifactKeeper, owner: string, hasEnded: boolean, nowMs: number, read: Files): void {
    const owned = this.owners.get(owner);
    if (owned === undefined) return;
    let waits = false;
    for (const [path, known] of owned.files) {
      if (!hasChanged(known)) continue;
      if (hasEnded || hasRested(known, nowMs)) {
        keeper.add(owner, path, known.file, grownFrom(path, known));
        read.set(`${owner}\n${path}`, known.file);
      } else waits = true;
    }
    if (!waits) this.changed.delete(owner);
    owned.isListingDue ||= hasEnded && owned.listedInPart;
  }

  /** What was kept of an owner's files, and what is to be written about them. Remembered when it is stored (`stored`). */
  listing(owner: string, kept: readonly ArtifactEntry[]): readonly ArtifactEntry[] {
    const owned = this.owners.get(owner);
    if (owned === undefined || (!owned.isListingDue && owned.files.size > SHORT_LISTING)) return kept;
    const all = new Map<string, ArtifactEntry>();
    for (const [path, { listed }] of owned.files) if (listed) all.set(path, listed.entry);
    for (const entry of kept) all.set(entry.path, entry);
    return [...all.values()];
  }

  /** `files` are as they were read. */
  stored(owner: string, kept: readonly ArtifactEntry[], files: Files, nowMs: number): void {
    const owned = this.owners.get(owner);
    if (owned === undefined) return;
    for (const entry of kept) {
      const known = owned.files.get(entry.path);
      const modifiedMs = files.get(`${owner}\n${entry.path}`)?.modifiedMs ?? 0;
      if (!known) continue;
      this.keptBytes += sizeOf(entry) - (known.listed ? sizeOf(known.listed.entry) : 0);
      known.listed = { entry, modifiedMs, atMs: nowMs, times: (known.listed?.times ?? 0) + 1 };
    }
    owned.listedInPart = !owned.isListingDue && owned.files.size > SHORT_LISTING;
    owned.isListingDue = false;
  }

  clockWentBack(nowMs: number): void {
    for (const { files } of this.owners.values())
      for (const { listed } of files.values()) if (listed) listed.atMs = Math.min(listed.atMs, nowMs);
  }

  /** Owners whose whole listing is due although no file is. */
  get dueListings(): readonly string[] {
    return [...this.owners].filter(([, { isListingDue }]) => isListingDue).map(([owner]) => owner);
  }

  /** A commit came to nothing: all of these are due again. */
  retry(owners: Iterable<string>): void {
    for (const owner of owners) if (this.owners.has(owner)) this.changed.add(owner);
  }
}

/** By path, since when a file was what is known of it: listings repeat what they did not look at. */
function readSince(
  told: readonly ArtifactTelling[],
  shown: ReadonlyMap<string, ArtifactEntry>,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { record, startedMs } of told)
    for (const { path, sizeBytes, chunks } of record.entries) {
      const now = shown.get(path);
      if (now?.sizeBytes !== sizeBytes || now.chunks?.join() !== chunks?.join()) continue;
      times.set(path, Math.min(startedMs, times.get(path) ?? startedMs));
    }
  return times;
}

/** By owner and path. */
export type Files = Map<string, SourceFile>;

function hasChanged({ file, listed }: Known): boolean {
  return listed?.entry.sizeBytes !== file.sizeBytes || listed.modifiedMs !== file.modifiedMs;
}

function hasRested({ listed }: Known, nowMs: number): boolean {
  return listed === null || nowMs - listed.atMs >= REST_MS * 2 ** Math.min(listed.times - 1, 12);
}

function sizeOf({ sizeBytes, chunks }: ArtifactEntry): number {
  return chunks ? sizeBytes : 0;
}

function isGrowing(path: string, { listed, file }: Known): boolean {
  return listed !== null && file.sizeBytes >= listed.entry.sizeBytes && (LOG.test(path) || isConsole(path));
}

function grownFrom(path: string, known: Known): GrownFrom | null {
  const chunks = known.listed?.entry.chunks;
  if (!chunks || !isGrowing(path, known)) return null;
  return { sizeBytes: known.listed!.entry.sizeBytes, chunks };
}
