import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { ImportFormat, ImportSource, Match } from '../format.ts';
import { settleRivals } from '../rivals/rivals.ts';
import { archiveKindOf } from '../source/archive-kind.ts';
import { nameOf, type SourceFile, type SourceTree } from '../source.ts';
import { nameStranger } from './known-strangers.ts';

/** One thing to read: a format and the file or folder it claims. */
export interface Claim {
  readonly format: ImportFormat;
  readonly path: string;
  readonly file: SourceFile | null;
  /** Of a group. */
  readonly files?: readonly SourceFile[];
  readonly sizeBytes: number;
}

/** What the format of a claim is given to read. */
export function sourceOf({ path, file, files }: Claim, tree: SourceTree): ImportSource {
  return files ? { path, file, files, tree } : { path, file, tree };
}

export interface Detection {
  readonly claims: readonly Claim[];
  readonly problems: readonly ImportProblem[];
}

const HEAD_BYTES = 4096;
/** Archives that are opened by now, or were refused. */
const OPENED: ReadonlySet<string> = new Set(['zip', 'gzip', 'tar']);
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
  const sizeBytes = bytesOf(tree.files);
  for (const format of folders) claims.push({ format, path: '', file: null, sizeBytes });

  const roots = folders.flatMap((format) => format.roots?.(paths) ?? ['']);
  const usedUp = new Set<string>();
  const free = paths.filter(
    (path) => !JUNK.test(path) && !INSIDE_ARTIFACTS.test(path) && !isInside(roots, path),
  );
  for (const claim of formats.flatMap((format) => groupClaims(format, free, tree))) {
    // Two formats may want the same file: the one that was asked first has it.
    const files = claim.files?.filter(({ path }) => !usedUp.has(path)) ?? [];
    if (files.length === 0) continue;
    claims.push({ ...claim, files });
    for (const { path } of files) usedUp.add(path);
  }
  for (const file of tree.files) {
    signal.throwIfAborted();
    if (JUNK.test(file.path) || INSIDE_ARTIFACTS.test(file.path) || usedUp.has(file.path)) continue;
    if (isInside(roots, file.path) && !isDatabaseBeside(file.path)) continue;
    const found = await detectFile(file, formats);
    if ('code' in found) problems.push(found);
    else {
      claims.push(found);
      for (const companion of found.format.companions?.(file.path, tree) ?? []) usedUp.add(companion);
    }
  }
  const settled = settleRivals(claims);
  const told = problems.filter((problem) => !usedUp.has(problem.path));
  return { claims: settled.claims, problems: [...told, ...settled.problems] };
}

function groupClaims(format: ImportFormat, paths: readonly string[], tree: SourceTree): readonly Claim[] {
  return (format.groups?.(paths) ?? []).map(({ folder, files: names }) => {
    const files = names.flatMap((path) => tree.get(path) ?? []);
    return { format, path: folder, file: null, files, sizeBytes: bytesOf(files) };
  });
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
  if (!best) return nameUnknown(file.path, head);
  return { format: best, path: file.path, file, sizeBytes: file.sizeBytes };
}

function nameUnknown(path: string, head: Uint8Array): ImportProblem {
  const kind = archiveKindOf(head);
  return kind === null || OPENED.has(kind)
    ? { code: 'unrecognised-file', path }
    : { code: 'archive-unknown', path, facts: { kind } };
}

function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => root === '' || path.startsWith(`${root}/`));
}

/** People keep `mlflow.db` inside `mlruns/`; looking at the bytes of every file there would read the whole store. */
function isDatabaseBeside(path: string): boolean {
  return /\.(db|sqlite3?)$/i.test(path);
}

function bytesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
