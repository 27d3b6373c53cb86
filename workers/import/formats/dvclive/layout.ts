import type { SourceGroup } from '../../format.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';

export const SUMMARY = 'metrics.json';
export const PARAMS = 'params.yaml';
/** A file for each metric, its path below here the metric's name. */
export const METRICS = 'plots/metrics/';
const OWN_FILE = /^(?:metrics\.json|params\.yaml|dvc\.yaml|dvc\.lock|report\.(?:html|md|ipynb)|[^/]+\.dvc)$/;
const OWN_FOLDER = /^(?:plots|static|artifacts)\//;

/** Folders with logs below `plots/metrics`, and folders with a summary that DVC's own files lie beside. */
export function findLiveFolders(paths: readonly string[]): readonly SourceGroup[] {
  const known = new Set(paths);
  const folders = new Map<string, { files: string[]; hasLogs: boolean }>();
  for (const path of paths) {
    const live = liveFolderOf(path);
    if (live !== null) folders.set(live, { files: [], hasLogs: true });
    else if (nameOf(path) === SUMMARY && !folders.has(folderOf(path)) && isOfDvc(folderOf(path), known))
      folders.set(folderOf(path), { files: [], hasLogs: false });
  }
  if (folders.size === 0) return [];
  for (const path of paths) {
    for (let at = folderOf(path); ; at = folderOf(at)) {
      const live = folders.get(at);
      const inside = at === '' ? path : path.slice(at.length + 1);
      if (live && (OWN_FILE.test(inside) || (live.hasLogs && OWN_FOLDER.test(inside)))) {
        live.files.push(path);
        break;
      }
      if (at === '') break;
    }
  }
  return [...folders].map(([folder, { files }]) => ({ folder, files }));
}

function isOfDvc(folder: string, known: ReadonlySet<string>): boolean {
  return nameOf(folder) === 'dvclive' || known.has(joinPath(folder, 'dvc.yaml'));
}

/** The folder around `plots/metrics/….tsv`; null for other paths. */
function liveFolderOf(path: string): string | null {
  if (!path.endsWith('.tsv')) return null;
  if (path.startsWith(METRICS)) return '';
  const at = path.indexOf(`/${METRICS}`);
  return at < 0 ? null : path.slice(0, at);
}
