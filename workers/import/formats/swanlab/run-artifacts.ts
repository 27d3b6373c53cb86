import type { RunKey } from '../../../../src/domain/ids.ts';
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

export interface RunFiles {
  readonly tree: SourceTree;
  readonly folder: string;
  /** Of the run, without its log. */
  readonly files: readonly SourceFile[];
  readonly reading: RunReading;
  /** Of the log, for what is made of it. */
  readonly modifiedMs: number;
}

/** Media under names that say key and step, texts by step as one file, the files of the run, its console. */
export class RunArtifacts {
  /** Media that the log names and nobody has. */
  missing = 0;
  /** Path among the artifacts → the file it was told as. */
  private readonly told = new Map<string, string>();
  /** Texts that were logged, by path. */
  private readonly texts = new Map<string, string>();

  /** Those that were not told as they are, and how far the reading of texts came. */
  async news(owner: RunKey, run: RunFiles): Promise<readonly ImportEvent[]> {
    const { tree, folder, files, reading, modifiedMs } = run;
    const found: ImportEvent[] = [];
    const add = (path: string, file: SourceFile, version = versionOf(file)) => {
      if (this.told.get(path) === version) return;
      this.told.set(path, version);
      found.push({ kind: 'artifact', owner, path, file });
    };
    const prefix = folder === '' ? '' : `${folder}/`;
    const own = new Set(files);
    const lines = new SteppedLines();
    this.missing = 0;
    for (const logged of reading.media) {
      const file = tree.get(`${prefix}media/${logged.kind}/${logged.name}`);
      if (!file || !own.has(file)) this.missing += 1;
      else if (logged.kind !== 'text') add(pathOf(logged), file);
      else {
        if (!this.texts.has(file.path))
          found.push({ kind: 'progress', bytesRead: file.sizeBytes, file: file.path });
        lines.addText(logged.key, logged.step, logged.timeMs, await this.textOf(file));
      }
    }
    for (const file of files) {
      if (!file.path.startsWith(`${prefix}files/`) || isJunk(file.path)) continue;
      add(file.path.slice(`${prefix}files/`.length), file);
    }
    const { console } = reading;
    const version = `${console.pieces} pieces`;
    if (!console.isEmpty && this.told.get('output.log') !== version)
      add('output.log', makeFile('output.log', console.text(), modifiedMs), version);
    for (const file of lines.files(modifiedMs)) add(file.path, file, `${file.sizeBytes} bytes of lines`);
    return found;
  }

  private async textOf(file: SourceFile): Promise<string> {
    const known = this.texts.get(file.path);
    if (known !== undefined) return known;
    const text = (await readSmall(file)) ?? '';
    // One that is empty may have been begun only now.
    if (text !== '') this.texts.set(file.path, text);
    return text;
  }
}

function versionOf({ path, sizeBytes, modifiedMs }: SourceFile): string {
  return `${sizeBytes} ${modifiedMs} ${path}`;
}

function pathOf({ key, kind, step, timeMs, name }: LoggedFile): string {
  const folder = FOLDERS.get(kind);
  if (folder) return mediaPath(folder, key, { step, timeMs, id: name }, endingOf(name, 'bin'));
  return `media/${kind || 'other'}/${nameOf(name)}`;
}
