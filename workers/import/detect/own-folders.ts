import type { SourceGroup } from '../format.ts';
import { folderOf, joinPath, nameOf } from '../source.ts';

export interface OwnFolder {
  /** The file that stands for a source. */
  readonly name: string;
  /** At least one of these lies beside it. */
  readonly beside: readonly string[];
  /** Whether a path inside of the folder belongs to the source; nobody else reads what does. */
  readonly owns: (inside: string) => boolean;
}

/** Folders with a file of this name and one of the others beside it, each a source. A file goes to the outermost that owns it. */
export function ownFolderGroups(paths: readonly string[], folders: OwnFolder): readonly SourceGroup[] {
  const known = new Set(paths);
  const files = new Map<string, string[]>();
  for (const path of paths) {
    if (nameOf(path) !== folders.name) continue;
    const folder = folderOf(path);
    if (folders.beside.some((other) => known.has(joinPath(folder, other)))) files.set(folder, []);
  }
  if (files.size === 0) return [];
  for (const path of paths) {
    const owner = ownerOf(path, files, folders);
    if (owner !== null) files.get(owner)?.push(path);
  }
  return [...files].flatMap(([folder, found]) => (found.length > 0 ? [{ folder, files: found }] : []));
}

function ownerOf(
  path: string,
  found: ReadonlyMap<string, unknown>,
  { name, owns }: OwnFolder,
): string | null {
  for (let start = 0; ; ) {
    const folder = path.slice(0, Math.max(0, start - 1));
    const inside = path.slice(start);
    if (found.has(folder) && (inside === name || owns(inside))) return folder;
    const next = path.indexOf('/', start);
    if (next < 0) return null;
    start = next + 1;
  }
}
