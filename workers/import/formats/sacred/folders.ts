import { type OwnFolder, ownFolderGroups } from '../../detect/own-folders.ts';
import type { SourceGroup } from '../../format.ts';
import { folderOf, joinPath } from '../../source.ts';

const RUN: OwnFolder = {
  name: 'run.json',
  beside: ['config.json', 'metrics.json', 'cout.txt', 'info.json'],
  owns: () => true,
};

/** Folders beside those of the runs, for files that several runs have in common. */
export const SHARED_FOLDERS = ['_sources', '_resources'] as const;

/** Run folders with all that lies in them. What runs share goes with the first of them. */
export function findRunFolders(paths: readonly string[]): readonly SourceGroup[] {
  const groups = ownFolderGroups(paths, RUN);
  const firstOf = new Map<string, string[]>();
  const found = groups.map(({ folder, files }) => {
    const all = isSure(folder, files) ? [...files] : files.filter((path) => folderOf(path) === folder);
    const base = folderOf(folder);
    if (folder !== '' && !firstOf.has(base)) firstOf.set(base, all);
    return { folder, files: all };
  });
  if (firstOf.size === 0) return found;
  for (const path of paths) {
    const base = sharedBase(path);
    if (base !== null) firstOf.get(base)?.push(path);
  }
  return found;
}

/** Any project may have a `run.json` and a `config.json`: what lies further down there is not taken from others. */
function isSure(folder: string, files: readonly string[]): boolean {
  const known = new Set(files);
  return RUN.beside.filter((name) => known.has(joinPath(folder, name))).length > 1;
}

function sharedBase(path: string): string | null {
  for (const folder of SHARED_FOLDERS) {
    if (path.startsWith(`${folder}/`)) return '';
    const at = path.indexOf(`/${folder}/`);
    if (at > 0) return path.slice(0, at);
  }
  return null;
}

/**
 * Where a file that runs share lies, by its recorded path, which may be absolute. The folder around the run's has it;
 * there is none where a run was dropped alone.
 */
export function sharedPath(runFolder: string, recorded: string): string {
  const starts = SHARED_FOLDERS.map((folder) => recorded.lastIndexOf(`${folder}/`));
  return joinPath(folderOf(runFolder), recorded.slice(Math.max(0, ...starts)));
}
