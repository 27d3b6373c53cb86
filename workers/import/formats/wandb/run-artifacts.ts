import type { RunKey } from '../../../../src/domain/ids.ts';
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
/** Written before the log says which key and step they are of. */
const STEPPED_MEDIA = /^media\/(?:images|audio|videos)\//;

/** The files of a run: media under names that say key and step, the others as they lie, then what the log held. */
export class RunArtifacts {
  /** Media that the log names and nobody has. */
  missing = 0;
  /** Path among the artifacts → the file it was told as. */
  private readonly told = new Map<string, string>();

  /** Those that were not told as they are. `isEnded`: no more is logged, so that no file waits to be named. */
  async news(
    owner: RunKey,
    { tree, parts, reading, modifiedMs, isEnded }: RunFiles,
  ): Promise<readonly ImportEvent[]> {
    const found: ImportEvent[] = [];
    const add = (path: string, file: SourceFile) => found.push({ kind: 'artifact', owner, path, file });
    const files = filesByPath(tree, parts);
    const shown = new Set<string>();
    this.missing = 0;
    for (const { from, to } of reading.media) {
      const file = files.get(from);
      if (!file) this.missing += 1;
      else {
        shown.add(from);
        if (this.isNews(to, versionOf(file))) add(to, file);
      }
    }
    let hasConsole = false;
    for (const [path, file] of files) {
      if (shown.has(path) || (!isEnded && STEPPED_MEDIA.test(path))) continue;
      if (path === CONSOLE && file.sizeBytes > 0) hasConsole = true;
      const kept = this.isNews(path, versionOf(file)) ? await withoutAddress(file) : null;
      if (kept) add(path, kept);
    }
    const { console } = reading;
    if (!hasConsole && !console.isEmpty && this.isNews(CONSOLE, `${console.pieces} pieces`))
      add(CONSOLE, makeFile(CONSOLE, console.text(), modifiedMs));
    for (const file of reading.lines.newFiles(modifiedMs)) add(file.path, file);
    return found;
  }

  private isNews(path: string, version: string): boolean {
    if (this.told.get(path) === version) return false;
    this.told.set(path, version);
    return true;
  }
}

export interface RunFiles {
  readonly tree: SourceTree;
  readonly parts: readonly RunFolder[];
  readonly reading: RunReading;
  /** Of the run's log, for what is made of it. */
  readonly modifiedMs: number;
  readonly isEnded: boolean;
}

function versionOf({ path, sizeBytes, modifiedMs }: SourceFile): string {
  return `${sizeBytes} ${modifiedMs} ${path}`;
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
