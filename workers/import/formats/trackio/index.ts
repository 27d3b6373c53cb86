import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';

/** The copies of a project's tables that Spaces keep beside its database, or in its place. */
const COPIES = ['.parquet', '_system.parquet', '_configs.parquet', '_traces.parquet'];
const SIDES = ['.db', '.db-wal', '.db-shm', '.db-journal', '.lock', ...COPIES];
/** A static Space: one project without a database. */
const STATIC = ['metrics.parquet', 'runs.json', 'settings.json'] as const;

/**
 * A folder of trackio's: databases with their media, the lock and the Parquet copies beside them, or the copies alone.
 * A database that is dropped alone is known by its tables (`formats/sqlite`).
 */
export const trackio: ImportFormat = {
  id: 'trackio',
  label: 'trackio folder',
  match: () => 'no',
  groups(paths) {
    const known = new Set(paths);
    const groups = new Map<string, Set<string>>();
    const mediaFolders = new Set(paths.flatMap((path) => mediaProject(path) ?? []));
    const add = (folder: string, files: readonly string[]): void => {
      const group = groups.get(folder) ?? new Set();
      groups.set(folder, group);
      for (const file of files) if (known.has(file)) group.add(file);
    };
    for (const path of paths) {
      const folder = folderOf(path);
      const stem = stemOf(path, known, mediaFolders);
      if (stem !== null)
        add(
          folder,
          SIDES.map((ending) => `${stem}${ending}`),
        );
      else if (isStatic(path, known)) {
        add(
          folder,
          STATIC.map((name) => joinPath(folder, name)),
        );
      }
    }
    for (const path of paths) {
      const media = mediaProject(path);
      if (media !== null) groups.get(folderOf(folderOf(media)))?.add(path);
      const project = folderWithAux(path);
      if (project !== null && isStatic(joinPath(project, STATIC[0]), known)) groups.get(project)?.add(path);
    }
    return [...groups].map(([folder, files]) => ({ folder, files: [...files] }));
  },
  read: (source, context) =>
    readLazily(async () => (await import('./folder.ts')).readTrackioFolder(source, context)),
};

/** Path of a project without its ending, where this is the file that stands for it; null for other files. */
function stemOf(path: string, known: ReadonlySet<string>, media: ReadonlySet<string>): string | null {
  if (path.endsWith('.db')) {
    const stem = path.slice(0, -3);
    const isOurs = known.has(`${stem}.lock`) || media.has(joinPath(folderOf(path), `media/${nameOf(stem)}`));
    return isOurs ? stem : null;
  }
  if (!path.endsWith('.parquet')) return null;
  const stem = path.slice(0, -'.parquet'.length);
  const hasOthers = known.has(`${stem}_configs.parquet`) || known.has(`${stem}_system.parquet`);
  return hasOthers && !known.has(`${stem}.db`) ? stem : null;
}

function isStatic(path: string, known: ReadonlySet<string>): boolean {
  const folder = folderOf(path);
  return nameOf(path) === 'metrics.parquet' && STATIC.every((name) => known.has(joinPath(folder, name)));
}

/** The folder around `aux`, where a file below that belongs to a static Space. */
function folderWithAux(path: string): string | null {
  const at = path.startsWith('aux/') ? 0 : path.lastIndexOf('/aux/') + 1;
  if (at > 0) return path.slice(0, at - 1);
  return path.startsWith('aux/') ? '' : null;
}

/** `…/media/<project>` of a file below it; null for other files. */
function mediaProject(path: string): string | null {
  const found = /^(?:.*\/)?media\/[^/]+(?=\/)/.exec(path);
  return found === null ? null : found[0];
}
