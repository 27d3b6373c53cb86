import { folderOf, nameOf } from '../../source.ts';

/** `run-20260505_100723-<id>/` with its log, `files/` and `media/`. */
export interface RunFolder {
  readonly folder: string;
  readonly log: string;
  readonly files: readonly string[];
}

export const LOG_NAME = /^run-(.{1,128})\.swanlab$/;

/** A folder that is named after the log in it; a log in any other folder is a file of its own. */
export function findRunFolders(paths: readonly string[]): readonly RunFolder[] {
  const found = new Map<string, { folder: string; log: string; files: string[] }>();
  const hasFilesAtRoot = paths.includes('files/config.yaml');
  for (const path of paths) {
    const id = LOG_NAME.exec(nameOf(path))?.[1];
    const folder = folderOf(path);
    if (id === undefined || found.has(folder)) continue;
    // A run folder that was dropped itself has no name.
    const isOwn = folder === '' ? hasFilesAtRoot : nameOf(folder).endsWith(`-${id}`);
    if (isOwn) found.set(folder, { folder, log: path, files: [] });
  }
  if (found.size === 0) return [];
  const first = new Map([...found.values()].map((run) => [folderOf(run.folder), run]));
  for (const path of paths) {
    // What the client lays beside its run folders.
    if (nameOf(path) === '.gitignore') first.get(folderOf(path))?.files.push(path);
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const run = found.get(folder);
      if (run) run.files.push(path);
      if (run || folder === '') break;
    }
  }
  return [...found.values()];
}
