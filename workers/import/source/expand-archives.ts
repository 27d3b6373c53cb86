import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { SourceFile } from '../source.ts';

const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];
const INSIDE_ARTIFACTS = /(^|\/)artifacts\//;

interface Expanded {
  readonly files: SourceFile[];
  readonly problems: ImportProblem[];
}

/**
 * Replaces zips by what they hold, under the zip's own path, also a zip within a zip; archives among a run's artifacts
 * stay files.
 */
export async function expandArchives(files: readonly SourceFile[], signal: AbortSignal): Promise<Expanded> {
  const expanded: Expanded = { files: [], problems: [] };
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
    // The inflater is loaded when the first zip is met.
    const { openZip } = await import('./zip.ts');
    const opened = await openZip(file, { signal, depth });
    expanded.problems.push(...opened.problems);
    await expandInto(expanded, opened.files, depth + 1, signal);
  }
}

async function isArchive(file: SourceFile): Promise<boolean> {
  // Only names that a person gives to archives: models (`.pt`, `.keras`, `.npz`) are zips as well.
  if (!/\.zip$/i.test(file.path) || INSIDE_ARTIFACTS.test(file.path) || file.sizeBytes < 22) return false;
  try {
    const head = await file.slice(0, 4);
    return ZIP_MAGIC.every((byte, index) => head[index] === byte);
  } catch {
    return false;
  }
}
