import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { readSmall } from '../../reading/config-yaml.ts';
import { endingOf, mediaPath, SteppedLines } from '../../reading/stepped-artifacts.ts';
import { isJunk } from '../../source/artifact-lookup.ts';
import { makeFile } from '../../source/made-file.ts';
import { nameOf, type SourceFile, type SourceTree } from '../../source.ts';
import type { LoggedFile, RunReading } from './run-reading.ts';

const FOLDERS: ReadonlyMap<string, 'images' | 'audio' | 'video'> = new Map([
  ['image', 'images'],
  ['audio', 'audio'],
  ['video', 'video'],
]);

/** Media under names that say key and step, texts by step as one file, the files of the run, its console. */
export async function* listArtifacts(
  folder: string,
  files: readonly SourceFile[],
  reading: RunReading,
  run: RunRecord,
  tree: SourceTree,
  problems: ImportProblem[],
): AsyncGenerator<ImportEvent> {
  const owner = run.key;
  const prefix = folder === '' ? '' : `${folder}/`;
  const own = new Set(files);
  const texts = new SteppedLines();
  let missing = 0;
  for (const logged of reading.media) {
    const file = tree.get(`${prefix}media/${logged.kind}/${logged.name}`);
    if (!file || !own.has(file)) missing += 1;
    else if (logged.kind === 'text') {
      texts.addText(logged.key, logged.step, logged.timeMs, (await readSmall(file)) ?? '');
      yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
    } else yield { kind: 'artifact', owner, path: pathOf(logged), file };
  }
  for (const file of files) {
    if (!file.path.startsWith(`${prefix}files/`) || isJunk(file.path)) continue;
    yield { kind: 'artifact', owner, path: file.path.slice(`${prefix}files/`.length), file };
  }
  const modifiedMs = tree.get(run.origin.path)?.modifiedMs ?? 0;
  if (!reading.console.isEmpty) {
    const file = makeFile('output.log', reading.console.text(), modifiedMs);
    yield { kind: 'artifact', owner, path: 'output.log', file };
  }
  for (const file of texts.files(modifiedMs)) yield { kind: 'artifact', owner, path: file.path, file };
  if (missing > 0) {
    problems.push({ code: 'media-missing', path: run.origin.path, facts: { files: missing } });
  }
}

function pathOf({ key, kind, step, timeMs, name }: LoggedFile): string {
  const folder = FOLDERS.get(kind);
  if (folder) return mediaPath(folder, key, { step, timeMs, id: name }, endingOf(name, 'bin'));
  return `media/${kind || 'other'}/${nameOf(name)}`;
}
