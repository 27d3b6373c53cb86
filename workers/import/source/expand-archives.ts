import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { SourceFile } from '../source.ts';
import { openZip } from './zip.ts';

/** Files of all zips together: nested ones must not multiply. */
const MAX_FILES = 100_000;
const INSIDE_ARTIFACTS = /(^|\/)artifacts\//;

interface Expanded {
  readonly files: SourceFile[];
  readonly problems: ImportProblem[];
  fromZips: number;
}

/** Replaces zips by what they hold, under the zip's own path; archives among a run's artifacts stay files. */
export async function expandArchives(
  files: readonly SourceFile[],
  signal: AbortSignal,
): Promise<{ readonly files: readonly SourceFile[]; readonly problems: readonly ImportProblem[] }> {
  const expanded: Expanded = { files: [], problems: [], fromZips: 0 };
  await expandInto(expanded, files, 0, signal);
  return expanded;
}

async function expandInto(
  expanded: Expanded,
  files: readonly SourceFile[],
  depth: number,
  signal: AbortSignal,
): Promise<void> {
  for (const file of files) {
    signal.throwIfAborted();
    if (!(await isArchive(file))) {
      expanded.files.push(file);
      continue;
    }
    const maxEntries = Math.max(0, MAX_FILES - expanded.fromZips);
    const opened = await openZip(file, { signal, depth, maxEntries });
    expanded.fromZips += opened.files.length;
    expanded.problems.push(...opened.problems);
    await expandInto(expanded, opened.files, depth + 1, signal);
  }
}

async function isArchive(file: SourceFile): Promise<boolean> {
  // Only names that a person gives to archives: models (`.pt`, `.keras`, `.npz`) are zips as well.
  if (!/\.zip$/i.test(file.path) || INSIDE_ARTIFACTS.test(file.path) || file.sizeBytes < 22) return false;
  try {
    const head = await file.slice(0, 4);
    const isFilled = head[2] === 3 && head[3] === 4;
    const isEmpty = head[2] === 5 && head[3] === 6;
    return head[0] === 0x50 && head[1] === 0x4b && (isFilled || isEmpty);
  } catch {
    return false;
  }
}
