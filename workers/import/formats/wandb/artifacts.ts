import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { readSmall } from '../../reading/config-yaml.ts';
import { isJunk } from '../../source/artifact-lookup.ts';
import { makeFile } from '../../source/made-file.ts';
import { joinPath, nameOf, type SourceFile, type SourceTree } from '../../source.ts';
import type { RunFolder } from './run-folders.ts';
import type { RunReading } from './run-reading.ts';
import { withoutEmail } from './text-files.ts';

const CONSOLE = 'output.log';
/** Files that may hold an e-mail address. */
const WITH_EMAIL = new Set(['wandb-metadata.json', 'config.yaml']);
/** Of folders from before 0.10, whose files lie beside their logs. */
const NO_ARTIFACT =
  /^(?:wandb-(?:history|events)\.jsonl|debug.*\.log|run-.*\.wandb(?:\..*)?|logs\/.*|tmp\/.*)$/;

/** The files of a run: media under names that say key and step, the others as they lie, then what the log held. */
export async function* listArtifacts(
  tree: SourceTree,
  parts: readonly RunFolder[],
  reading: RunReading,
  run: RunRecord,
  problems: ImportProblem[],
): AsyncGenerator<ImportEvent> {
  const owner = run.key;
  const files = filesByPath(tree, parts);
  const shown = new Set<string>();
  let missing = 0;
  for (const { from, to } of reading.media) {
    const file = files.get(from);
    if (!file) missing += 1;
    else {
      shown.add(from);
      yield { kind: 'artifact', owner, path: to, file };
    }
  }
  let hasConsole = false;
  for (const [path, file] of files) {
    if (shown.has(path)) continue;
    if (path === CONSOLE && file.sizeBytes > 0) hasConsole = true;
    const kept = await withoutAddress(file);
    if (kept) yield { kind: 'artifact', owner, path, file: kept };
  }
  const { modifiedMs } = tree.get(run.origin.path) ?? { modifiedMs: run.startMs ?? 0 };
  if (!hasConsole && !reading.console.isEmpty) {
    const file = makeFile(CONSOLE, reading.console.text(), modifiedMs);
    yield { kind: 'artifact', owner, path: CONSOLE, file };
  }
  for (const file of reading.lines.files(modifiedMs)) {
    yield { kind: 'artifact', owner, path: file.path, file };
  }
  if (missing > 0) {
    problems.push({ code: 'media-missing', path: run.origin.path, facts: { files: missing } });
  }
}

/** Path below `files/` → file; of several parts the later one counts. */
function filesByPath(tree: SourceTree, parts: readonly RunFolder[]): ReadonlyMap<string, SourceFile> {
  const found = new Map<string, SourceFile>();
  for (const { folder, files } of parts) {
    const inFiles = joinPath(folder, 'files/');
    const isOld = !files.some((path) => path.startsWith(inFiles));
    const root = isOld ? (folder === '' ? '' : `${folder}/`) : inFiles;
    for (const path of files) {
      if (!path.startsWith(root) || isJunk(path)) continue;
      const own = path.slice(root.length);
      const file = tree.get(path);
      const isArtifact = !(isOld && NO_ARTIFACT.test(own)) && !/(^|\/)\.\.(\/|$)/.test(own);
      if (file && isArtifact) found.set(own, file);
    }
  }
  return found;
}

/** null where a file may hold an address and is too large to look. */
async function withoutAddress(file: SourceFile): Promise<SourceFile | null> {
  if (!WITH_EMAIL.has(nameOf(file.path))) return file;
  const text = await readSmall(file);
  if (text === null) return null;
  const clean = withoutEmail(text);
  return clean === text ? file : makeFile(file.path, clean, file.modifiedMs);
}
