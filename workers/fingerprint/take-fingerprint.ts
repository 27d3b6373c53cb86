import { type DataFormat, type FingerprintRecord, fingerprintKey } from '../../src/domain/fingerprint.ts';
import type { Pair } from '../../src/domain/run.ts';
import type { FingerprintProgress } from '../../src/rpc/fingerprint-api.ts';
import { nameOf, type SourceFile } from '../import/source.ts';
import { sniffData } from './data-format.ts';
import { type FileHash, hashFile, hashLines } from './hash-file.ts';
import { otherDigests } from './other-digests.ts';
import { profileCsv } from './profile-csv.ts';
import { profileJsonLines } from './profile-json-lines.ts';
import { profileParquet } from './profile-parquet.ts';
import { TableProfile } from './table-profile.ts';

type Tell = (progress: FingerprintProgress) => void;

/** At most so often: a message for each slice would cost more than it says. */
const TELL_EVERY_MS = 100;

/**
 * Everything Cairn remembers of a file or of the files of a folder. One pass for the hashes, one for what is inside; a few
 * slices are held at a time.
 */
export async function makeFingerprint(
  files: readonly SourceFile[],
  nowMs: () => number,
  onProgress: Tell,
): Promise<FingerprintRecord> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const [first] = sorted;
  const tell = lessOften(onProgress, nowMs);
  const isFolder = sorted.length > 1 || first?.path.includes('/') === true;
  const hashes = await hashAll(sorted, tell);
  // One after another: a folder may have very many files, and of each the head is held.
  const formats: DataFormat[] = [];
  for (const file of sorted) formats.push(await sniffData(file));
  const { profile, format } = await profileAll(sorted, formats, tell);
  const found = profile.finish();
  const name = isFolder ? topOf(first?.path ?? '') : nameOf(first?.path ?? '');
  const digests: Pair[] = isFolder ? [] : md5Pair(hashes[0]);
  if (!isFolder && first) digests.push(...(await otherDigests(first, format)));
  const content = {
    kind: 'fingerprint' as const,
    name: name.slice(0, 250),
    format: isFolder && found.coverage.kind === 'none' ? ('folder' as const) : format,
    sha256: isFolder ? await folderHash(sorted, hashes) : (hashes[0]?.sha256 ?? ''),
    sizeBytes: sorted.reduce((sum, file) => sum + file.sizeBytes, 0),
    fileCount: sorted.length,
    digests,
    rowCount: found.coverage.kind === 'none' ? null : profile.rowCount,
    ...found,
  };
  return { ...content, key: fingerprintKey(content), takenMs: nowMs() };
}

async function hashAll(files: readonly SourceFile[], tell: Tell): Promise<readonly FileHash[]> {
  const bytesTotal = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  let bytesRead = 0;
  const hashes: FileHash[] = [];
  for (const file of files) {
    const hash = await hashFile(file, (bytes) => {
      bytesRead += bytes;
      tell({ phase: 'hashing', file: file.path, bytesRead, bytesTotal, share: 0 });
    });
    hashes.push(hash);
  }
  return hashes;
}

const md5Pair = (hash: FileHash | undefined): Pair[] => (hash?.md5 ? [['md5', hash.md5]] : []);

/** Paths within the folder: the same folder under another name has the same hash. */
function folderHash(files: readonly SourceFile[], hashes: readonly FileHash[]): Promise<string> {
  const top = topOf(files[0]?.path ?? '');
  const isOne = files.every(({ path }) => path.startsWith(`${top}/`));
  const lines = files.map(({ path }, at) => {
    const inside = isOne ? path.slice(top.length + 1) : path;
    return `${inside}  ${hashes[at]!.sha256}`;
  });
  return hashLines(lines.sort());
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

/** The files of the commonest table format are read as one table where their columns agree. */
async function profileAll(
  files: readonly SourceFile[],
  formats: readonly DataFormat[],
  tell: Tell,
): Promise<{ readonly profile: TableProfile; readonly format: DataFormat }> {
  const profile = new TableProfile();
  const format = files.length === 1 ? formats[0]! : tableFormat(formats);
  const parts = files.filter((_, at) => formats[at] === format);
  const bytesTotal = parts.reduce((sum, file) => sum + file.sizeBytes, 0);
  let bytesRead = 0;
  for (const file of parts) {
    const share = file.sizeBytes / Math.max(1, bytesTotal);
    const told = (part: number) => {
      const read = bytesRead + part * file.sizeBytes;
      const whole = Math.min(1, read / Math.max(1, bytesTotal));
      tell({ phase: 'reading', file: file.path, bytesRead: read, bytesTotal, share: whole });
    };
    const fits = await readTable(file, format, profile, share, told);
    if (!fits) return { profile: new TableProfile(), format: 'folder' };
    bytesRead += file.sizeBytes;
  }
  return { profile, format };
}

function tableFormat(formats: readonly DataFormat[]): DataFormat {
  if (formats.includes('parquet')) return 'parquet';
  return formats.includes('csv') ? 'csv' : 'folder';
}

/** False where the columns are not those of the files before it. */
async function readTable(
  file: SourceFile,
  format: DataFormat,
  profile: TableProfile,
  share: number,
  told: (part: number) => void,
): Promise<boolean> {
  if (format === 'parquet') return profileParquet(file, profile, share, told);
  if (format === 'csv') return profileCsv(file, profile, share, told);
  if (format === 'json-lines') await profileJsonLines(file, profile, told);
  return true;
}

function lessOften(tell: Tell, nowMs: () => number): Tell {
  let toldMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = nowMs();
    if (now - toldMs < TELL_EVERY_MS) return;
    toldMs = now;
    tell(progress);
  };
}
