import { sha256Hex } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { type Hash, toHash } from '../../../src/domain/ids.ts';
import { mergeArtifacts } from '../../../src/domain/merge-runs.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { ArtifactsRecord } from '../../../src/domain/records.ts';
import { nextRevision, withRevision } from '../../../src/domain/revision.ts';
import type { ArtifactEntry } from '../../../src/domain/run.ts';
import { type SourceFile, SourceReadError } from '../source.ts';
import type { ExistingFacts } from './existing-facts.ts';
import type { RecordPacker } from './record-packer.ts';
import type { StagingWriter } from './staging-writer.ts';

/** Chunk of an artifact: what sharing later sends and verifies as one piece. */
const CHUNK_BYTES = 1024 * 1024;
/** Small files are read this many at a time: about three times faster than one by one. */
const READS_AT_ONCE = 24;

export interface ArtifactBudget {
  /** For one import in all. */
  readonly budgetBytes: number;
  /** For one file. */
  readonly limitBytes: number;
}

export interface ArtifactTotals {
  kept: number;
  notKept: number;
  bytesKept: number;
}

/** A file as it was when it was kept before; since then bytes were only added at its end. */
export interface GrownFrom {
  readonly sizeBytes: number;
  readonly chunks: readonly Hash[];
}

interface Found {
  readonly owner: string;
  readonly path: string;
  readonly file: SourceFile;
  readonly grownFrom: GrownFrom | null;
}

/**
 * Keeps artifacts after all runs were read, small files first: within a budget that keeps every plot, config and
 * table before the first checkpoint.
 */
export class ArtifactKeeper {
  readonly totals: ArtifactTotals = { kept: 0, notKept: 0, bytesKept: 0 };
  private readonly found = new Map<string, Found>();
  private readonly unwanted = new Set<string>();

  add(owner: string, path: string, file: SourceFile, grownFrom: GrownFrom | null = null): void {
    this.found.set(`${owner}\n${path}`, { owner, path, file, grownFrom });
  }

  /** Those of this owner are not wanted. */
  drop(owner: string): void {
    this.unwanted.add(owner);
  }

  async keep(
    budget: ArtifactBudget,
    writer: StagingWriter,
    signal: AbortSignal,
    onFile: (file: SourceFile, problem: ImportProblem | null) => void,
  ): Promise<ReadonlyMap<string, ArtifactEntry[]>> {
    const entries = new Map<string, ArtifactEntry[]>();
    const wanted = [...this.found.values()].filter(({ owner }) => !this.unwanted.has(owner));
    const queue = wanted.sort((a, b) => a.file.sizeBytes - b.file.sizeBytes);
    let left = budget.budgetBytes;
    const keepOne = async (found: Found): Promise<void> => {
      const { sizeBytes } = found.file;
      const fits = sizeBytes <= budget.limitBytes && sizeBytes <= left;
      if (fits) left -= sizeBytes;
      const { chunks, problem } = fits ? await readChunks(found, writer, signal) : NOT_KEPT;
      if (problem) left += sizeBytes;
      this.count(sizeBytes, chunks !== null);
      const list = entries.get(found.owner) ?? [];
      list.push({ path: found.path, sizeBytes, chunks });
      entries.set(found.owner, list);
      onFile(found.file, problem);
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < queue.length) {
        signal.throwIfAborted();
        await keepOne(queue[next++]!);
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
    return entries;
  }

  private count(sizeBytes: number, kept: boolean): void {
    if (!kept) this.totals.notKept += 1;
    else {
      this.totals.kept += 1;
      this.totals.bytesKept += sizeBytes;
    }
  }
}

/**
 * Writes the listings that say something new about their owner. `isNow`: they are what is there now, and not perhaps an
 * older copy, so that what was there before may be it again.
 */
export async function packArtifacts(
  entries: ReadonlyMap<string, ArtifactEntry[]>,
  existing: ExistingFacts,
  packer: RecordPacker,
  isNow = false,
): Promise<void> {
  for (const [owner, list] of entries) {
    list.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const record: ArtifactsRecord = {
      kind: 'artifacts',
      owner: owner as ArtifactsRecord['owner'],
      entries: list,
    };
    const known = await existing.artifactVersions(owner);
    const isKnown = isNow ? isShown(list, known) : known.some((version) => isEqual(version, record));
    if (!isKnown) await packer.add(owner, canonicalJson(withRevision(record, nextRevision(known))));
  }
  await packer.close();
}

function isEqual(version: ArtifactsRecord, record: ArtifactsRecord): boolean {
  return canonicalJson(withRevision(version, 0)) === canonicalJson(record);
}

function isShown(list: readonly ArtifactEntry[], versions: readonly ArtifactsRecord[]): boolean {
  const shown = new Map(mergeArtifacts(versions).map((entry) => [entry.path, entry]));
  return list.every((entry) => {
    const there = shown.get(entry.path);
    return entry.chunks === null && there?.chunks ? true : canonicalJson(there) === canonicalJson(entry);
  });
}

const NOT_KEPT: { chunks: null; problem: null } = { chunks: null, problem: null };

async function readChunks(
  { file, grownFrom }: Found,
  writer: StagingWriter,
  signal: AbortSignal,
): Promise<{ chunks: Hash[] | null; problem: ImportProblem | null }> {
  const chunks: Hash[] = [];
  try {
    const kept = grownFrom ? await keptChunks(file, grownFrom) : [];
    chunks.push(...kept);
    for (let at = kept.length * CHUNK_BYTES; at < file.sizeBytes; at += CHUNK_BYTES) {
      signal.throwIfAborted();
      const bytes = await file.slice(at, Math.min(at + CHUNK_BYTES, file.sizeBytes));
      const hash = toHash(await sha256Hex(bytes));
      chunks.push(hash);
      await writer.addChunk(hash, bytes);
    }
    return { chunks, problem: null };
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error;
    return { chunks: null, problem: { code: 'unreadable-file', path: file.path } };
  }
}

/** The whole chunks of before, if the last of them is still what it was. */
async function keptChunks(file: SourceFile, { sizeBytes, chunks }: GrownFrom): Promise<readonly Hash[]> {
  const whole = Math.floor(sizeBytes / CHUNK_BYTES);
  if (whole === 0 || file.sizeBytes < sizeBytes) return [];
  const last = await file.slice((whole - 1) * CHUNK_BYTES, whole * CHUNK_BYTES);
  return toHash(await sha256Hex(last)) === chunks[whole - 1] ? chunks.slice(0, whole) : [];
}
