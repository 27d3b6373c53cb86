import type { ImportProblem } from '../../src/domain/problem.ts';
import type { ImportFormat, Match } from './format.ts';
import { nameStranger } from './known-strangers.ts';
import { nameOf, type SourceFile, type SourceTree } from './source.ts';

/** One thing to read: a format and the file or folder it claims. */
export interface Claim {
  readonly format: ImportFormat;
  readonly path: string;
  readonly file: SourceFile | null;
  readonly sizeBytes: number;
}

export interface Detection {
  readonly claims: readonly Claim[];
  readonly problems: readonly ImportProblem[];
}

const HEAD_BYTES = 4096;
const STRENGTH: Readonly<Record<Match, number>> = { no: 0, name: 1, structure: 2, signature: 3 };

/** Files of a run's artifacts belong to that run, whatever they look like: a `metrics.csv` there is not a run. */
const INSIDE_ARTIFACTS = /(^|\/)([0-9a-f]{32}|m-[0-9a-f]{32})\/artifacts\//;
const JUNK =
  /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*|[^/]*\.swp|\.nfs[^/]*)$|(^|\/)(\.ipynb_checkpoints|__MACOSX|\.git)\//;

/** Asks every format about the tree as a whole, then about each file that no folder format uses up. */
export async function detect(
  tree: SourceTree,
  formats: readonly ImportFormat[],
  signal: AbortSignal,
): Promise<Detection> {
  const claims: Claim[] = [];
  const problems: ImportProblem[] = [];
  const paths = tree.files.map((file) => file.path);
  const folders = formats.filter((format) => format.match({ kind: 'folder', name: '', paths }) !== 'no');
  for (const format of folders) claims.push({ format, path: '', file: null, sizeBytes: folderBytes(tree) });

  const roots = folders.flatMap((format) => format.roots?.(paths) ?? ['']);
  const usedUp = new Set<string>();
  for (const file of tree.files) {
    signal.throwIfAborted();
    if (JUNK.test(file.path) || INSIDE_ARTIFACTS.test(file.path) || usedUp.has(file.path)) continue;
    if (isInside(roots, file.path) && !isDatabaseBeside(file.path)) continue;
    const found = await detectFile(file, formats);
    if ('code' in found) problems.push(found);
    else {
      claims.push(found);
      for (const companion of found.format.companions?.(file.path) ?? []) usedUp.add(companion);
    }
  }
  return { claims, problems: problems.filter((problem) => !usedUp.has(problem.path)) };
}

async function detectFile(
  file: SourceFile,
  formats: readonly ImportFormat[],
): Promise<Claim | ImportProblem> {
  let head: Uint8Array;
  try {
    head = await file.slice(0, HEAD_BYTES);
  } catch {
    return { code: 'unreadable-file', path: file.path };
  }
  const name = nameOf(file.path);
  const stranger = nameStranger(name, head, file.sizeBytes);
  if (stranger && stranger !== 'unrecognised-file') return { code: stranger, path: file.path };
  let best: ImportFormat | null = null;
  let strength = 0;
  for (const format of formats) {
    const match = STRENGTH[format.match({ kind: 'file', name, head, sizeBytes: file.sizeBytes })];
    if (match > strength) {
      best = format;
      strength = match;
    }
  }
  if (!best) return { code: 'unrecognised-file', path: file.path };
  return { format: best, path: file.path, file, sizeBytes: file.sizeBytes };
}

function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => root === '' || path.startsWith(`${root}/`));
}

/** People keep `mlflow.db` inside `mlruns/`; looking at the bytes of every file there would read the whole store. */
function isDatabaseBeside(path: string): boolean {
  return /\.(db|sqlite3?)$/i.test(path);
}

function folderBytes(tree: SourceTree): number {
  let sizeBytes = 0;
  for (const file of tree.files) sizeBytes += file.sizeBytes;
  return sizeBytes;
}
