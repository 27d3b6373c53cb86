import type { Hash, WorkspaceId } from '../domain/ids.ts';

/** A file for an archive: bytes kept as chunks, or at hand. */
export interface ArchiveEntry {
  /** Slash-separated, of any origin: the archive gives it a safe place. */
  readonly path: string;
  readonly sizeBytes: number;
  /** null for one that was listed but not kept. */
  readonly content: Blob | readonly Hash[] | null;
}

export interface ArchiveRequest {
  readonly workspace: WorkspaceId;
  readonly entries: readonly ArchiveEntry[];
  /** Further lines for the list of what is missing. */
  readonly notes: readonly string[];
  /** When the run began, as the time of its files; null for none. */
  readonly timeMs: number | null;
}

/** `not-kept`: listed by the import without its bytes. `not-here`: some chunk is not on this device. */
export type LeftOutReason = 'not-kept' | 'not-here';

export interface ArchiveResult {
  /** null where it was written to a file that the person chose. */
  readonly blob: Blob | null;
  readonly files: number;
  readonly sizeBytes: number;
  /** Files that have another name in the archive than they had. */
  readonly renamed: number;
  readonly leftOut: readonly { readonly path: string; readonly reason: LeftOutReason }[];
}

/** The file inside an archive that lists what is not in it, and what is called otherwise there. */
export const ARCHIVE_NOTES = 'about-this-archive.txt';

/** The format without its 64-bit parts: more does not fit. */
export const MOST_ARCHIVE_FILES = 65_000;
export const MOST_ARCHIVE_BYTES = 4_000_000_000;
/** An archive that no file takes is put together in the browser's memory: more than this is refused there. */
export const MOST_BLOB_BYTES = 1024 * 1024 * 1024;

export interface DownloadApi {
  /** Writes a zip to `target`, or into a blob. `onProgress` hears the bytes of content that are done. */
  write(
    request: ArchiveRequest,
    target: FileSystemFileHandle | null,
    onProgress: (doneBytes: number) => void,
  ): Promise<ArchiveResult>;
  /** Ends `write` with an AbortError; what was written is thrown away. */
  stop(): Promise<void>;
}
