import type { Hash } from '../../../src/domain/ids.ts';
import type { FactRecord } from '../../../src/domain/records.ts';
import type { ArtifactEntry } from '../../../src/domain/run.ts';
import type { StoredPackIndex } from '../../../src/storage/workspace-db.ts';

export interface CarriedPack {
  readonly hash: Hash;
  readonly holds: StoredPackIndex['holds'];
}

/** An import as the bundle tells of it. */
export interface CarriedImport {
  readonly label: string;
  readonly startedMs: number;
  readonly finishedMs: number | null;
  readonly packs: readonly CarriedPack[];
}

/** An artifact's content, by its chunks. */
export interface KeptFile {
  readonly sizeBytes: number;
  readonly chunks: readonly Hash[];
}

/** What the record packs that were written name. */
export class NamedFacts {
  /** Packs of points, in the order of first use. */
  readonly points = new Set<Hash>();
  readonly files = new Map<string, KeptFile>();

  add(record: FactRecord): void {
    if (record.kind === 'run')
      for (const series of record.series) for (const part of series.parts) this.points.add(part.pack);
    if (record.kind !== 'artifacts') return;
    for (const { chunks, sizeBytes } of record.entries)
      if (chunks) this.files.set(fileKey(chunks), { chunks, sizeBytes });
  }
}

/** The same for the same content in the same chunks. */
export function fileKey(chunks: NonNullable<ArtifactEntry['chunks']>): string {
  return chunks.join('');
}
