import type { SourceGroup } from '../../format.ts';
import { nameOf } from '../../source.ts';

/** What a folder has that Guild made a run of; event files alone are read as such. */
const MARK = /(?:^|\/)\.guild\/(?:opref|attrs\/[^/]+)$/;

/**
 * The folders of runs with all that lies in them. A batch has its trials in its own folder, as links: dropped, each
 * is there once more, and is read once.
 */
export function findRunFolders(paths: readonly string[]): readonly SourceGroup[] {
  const folders = new Set<string>();
  for (const path of paths) {
    if (!MARK.test(path)) continue;
    const folder = runFolderOf(path);
    if (folder !== null) folders.add(folder);
  }
  if (folders.size === 0) return [];
  const files = new Map<string, string[]>([...folders].map((folder) => [folder, []]));
  for (const path of paths) {
    const owner = nearestRun(path, folders);
    if (owner !== null) files.get(owner)?.push(path);
  }
  // The files of a copy go with the run that it is a copy of, so that nobody reads them as something else.
  for (const [copy, original] of copiesAmong([...folders])) {
    files.get(original)?.push(...(files.get(copy) ?? []));
    files.delete(copy);
  }
  return [...files].flatMap(([folder, own]) => (own.length > 0 ? [{ folder, files: own }] : []));
}

/** The run around a run: its batch. null for one that stands alone. */
export function runAround(folder: string, isRun: (folder: string) => boolean): string | null {
  for (let at = folder.lastIndexOf('/'); at > 0; at = folder.lastIndexOf('/', at - 1)) {
    if (isRun(folder.slice(0, at))) return folder.slice(0, at);
  }
  return null;
}

/** What lies inside of `.guild` belongs to the run that has it, also the run that a batch is made of. */
function runFolderOf(path: string): string | null {
  if (path.startsWith('.guild/')) return '';
  const at = path.indexOf('/.guild/');
  return at < 0 ? null : path.slice(0, at);
}

function nearestRun(path: string, folders: ReadonlySet<string>): string | null {
  const inside = runFolderOf(path);
  if (inside !== null && folders.has(inside)) return inside;
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (folders.has(path.slice(0, at))) return path.slice(0, at);
  }
  return folders.has('') ? '' : null;
}

/** Copy → original, which of folders with the id of one run is the outermost. */
function copiesAmong(folders: string[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const copies = new Map<string, string>();
  for (const folder of folders.sort((a, b) => a.split('/').length - b.split('/').length)) {
    const name = nameOf(folder);
    const original = isRunId(name) ? first.get(name) : undefined;
    if (original === undefined) first.set(name, folder);
    else copies.set(folder, original);
  }
  return copies;
}

export function isRunId(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}
