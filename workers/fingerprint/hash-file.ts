import { createMD5, createSHA256, type IHasher } from 'hash-wasm';
import type { SourceFile } from '../import/source.ts';

/** Larger slices are not read faster, and two of them are held at most. */
const SLICE_BYTES = 4 * 1024 * 1024;
/** Up to here the MD5 that DVC writes is taken as well: it costs half as much again. */
const MOST_MD5_BYTES = 512 * 1024 * 1024;

export interface FileHash {
  readonly sha256: string;
  /** null above `MOST_MD5_BYTES`. */
  readonly md5: string | null;
}

/** One pass over a file of any size. `tell` hears how many bytes came since it was last told. */
export async function hashFile(file: SourceFile, tell: (bytes: number) => void): Promise<FileHash> {
  const sha = (await createSHA256()).init();
  const md5: IHasher | null = file.sizeBytes <= MOST_MD5_BYTES ? (await createMD5()).init() : null;
  for (let at = 0; at < file.sizeBytes; ) {
    const end = Math.min(file.sizeBytes, at + SLICE_BYTES);
    const bytes = file.sliceSync?.(at, end) ?? (await file.slice(at, end));
    // A file that shrank since it was dropped gives no more bytes.
    if (bytes.length === 0) break;
    sha.update(bytes);
    md5?.update(bytes);
    at += bytes.length;
    tell(bytes.length);
  }
  return { sha256: sha.digest('hex'), md5: md5?.digest('hex') ?? null };
}

/** SHA-256 of a folder: of a line 'path, two spaces, sha256' for each of its files, sorted by path. */
export async function hashLines(lines: readonly string[]): Promise<string> {
  const sha = (await createSHA256()).init();
  for (const line of lines) sha.update(`${line}\n`);
  return sha.digest('hex');
}
