import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';

const PART = /-[0-9a-f]{16}_part_\d+\.parquet$/;

/**
 * What neptune-exporter wrote before the service ended: Parquet parts for each run, and its files beside `data`. A part
 * that was renamed is known by its columns (`formats/parquet`).
 */
export const neptune: ImportFormat = {
  id: 'neptune',
  label: 'Neptune export',
  match: () => 'no',
  groups(paths) {
    const groups = new Map<string, string[]>();
    for (const path of paths) {
      if (!PART.test(path)) continue;
      const folder = folderOf(path);
      const known = groups.get(folder);
      if (known) known.push(path);
      else groups.set(folder, [path]);
    }
    if (groups.size === 0) return [];
    const homes = new Map([...groups.keys()].map((folder) => [`${filesFolder(folder)}/`, folder]));
    for (const path of paths) {
      for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        const folder = homes.get(path.slice(0, at + 1));
        if (folder !== undefined) groups.get(folder)?.push(path);
      }
    }
    return [...groups].map(([folder, files]) => ({ folder, files }));
  },
  read: (source, context) =>
    readLazily(async () => (await import('./read.ts')).readNeptuneFolder(source, context)),
};

export function isPart(path: string): boolean {
  return PART.test(path);
}

/** The export above a folder of data, and the project in it: `<export>/data/<project>`, models one or two levels deeper. */
export function exportOf(dataFolder: string): { readonly root: string; readonly project: string } {
  const parts = dataFolder.split('/');
  const at = parts.lastIndexOf('data');
  if (at < 0) return { root: folderOf(folderOf(dataFolder)), project: nameOf(dataFolder) };
  return { root: parts.slice(0, at).join('/'), project: parts[at + 1] ?? '' };
}

function filesFolder(dataFolder: string): string {
  const { root, project } = exportOf(dataFolder);
  return joinPath(joinPath(root, 'files'), project);
}
