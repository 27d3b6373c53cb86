export type ArchiveKind =
  | 'zip'
  | 'gzip'
  | 'tar'
  | '7z'
  | 'rar'
  | 'xz'
  | 'bzip2'
  | 'zstd'
  | 'lz4'
  | 'compress';

const SIGNATURES: readonly (readonly [ArchiveKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['compress', [0x1f, 0x9d]],
];
/** A bzip2 file says its level in the fourth byte; then a block begins, or the file ends. */
const BZIP2 = [0x42, 0x5a, 0x68];
const BZIP2_BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const BZIP2_END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
const USTAR = [0x75, 0x73, 0x74, 0x61, 0x72];
const USTAR_AT = 257;

/** What kind of archive the first bytes are of (at least 512 of them where there are as many); null for anything else. */
export function archiveKindOf(head: Uint8Array): ArchiveKind | null {
  for (const [kind, bytes] of SIGNATURES) if (hasAt(head, 0, bytes)) return kind;
  if (hasAt(head, 0, BZIP2) && (hasAt(head, 4, BZIP2_BLOCK) || hasAt(head, 4, BZIP2_END))) return 'bzip2';
  return hasAt(head, USTAR_AT, USTAR) ? 'tar' : null;
}

/** A name that people give to archives. Models (`.pt`, `.keras`, `.npz`) are zips as well, and stay what they are. */
export function isArchiveName(path: string): boolean {
  return /\.(?:zip|cairn|tar|tgz|gz|taz)$/i.test(path);
}

/** `metrics.csv` of `metrics.csv.gz`; null where the name does not say that one file was compressed. */
export function nameInside(path: string): string | null {
  const inside = path.replace(/\.gz$/i, '');
  return inside === path || inside === '' || inside.endsWith('/') ? null : inside;
}

function hasAt(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte);
}
