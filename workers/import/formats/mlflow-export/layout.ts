import type { SourceGroup } from '../../format.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';

/** Files that say something; others of the bundle are lists of what lies there. */
const SAYING: ReadonlySet<string> = new Set([
  'run.json',
  'experiment.json',
  'model.json',
  'version.json',
  'logged_model.json',
  'experiments.json',
]);
const LISTS: ReadonlySet<string> = new Set(['manifest.json', 'models.json', 'logged_models.json']);
/** Without one of these there is no bundle. */
const OWNERS: readonly string[] = ['run.json', 'experiment.json'];
/** Beside a `run.json` these tell a run of Sacred, beside an `experiment.json` one of Comet. */
const SACRED = ['config.json', 'cout.txt', 'metrics.json', 'info.json'] as const;
const COMET = 'messages.json';

export function saysSomething(path: string): boolean {
  return SAYING.has(nameOf(path));
}

/** All bundles of a drop are one source: the same experiment and run often lie in several of them. */
export function bundleGroups(paths: readonly string[]): readonly SourceGroup[] {
  const known = new Set(paths);
  const owners = paths.filter((path) => isOwner(path, known)).map(folderOf);
  if (owners.length === 0) return [];
  const root = commonFolder(owners);
  // Folders with files of their own: everything in `artifacts` beside the JSON belongs to it.
  const homes = new Set(
    paths
      .filter((path) => nameOf(path) === 'logged_model.json' || isOwner(path, known, ['run.json']))
      .map(folderOf),
  );
  const experiments = new Set(
    paths.filter((path) => isOwner(path, known, ['experiment.json'])).map(folderOf),
  );
  const files = paths.filter((path) => {
    const name = nameOf(path);
    if (!SAYING.has(name) && !LISTS.has(name)) {
      return isInside(path, 'artifacts/', homes) || isInside(path, 'traces/', experiments);
    }
    if (OWNERS.includes(name) && !isOwner(path, known)) return false;
    return isBelow(path, root) || isBelow(root, folderOf(path));
  });
  return [{ folder: root, files }];
}

function isOwner(path: string, known: ReadonlySet<string>, owners: readonly string[] = OWNERS): boolean {
  const name = nameOf(path);
  if (!owners.includes(name)) return false;
  const folder = folderOf(path);
  return name === 'run.json'
    ? !SACRED.some((one) => known.has(joinPath(folder, one)))
    : !known.has(joinPath(folder, COMET));
}

/** What is said of a bundle also stands in the folders above its runs. */
function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** True for what lies in a folder of this name within one of the homes. */
function isInside(path: string, name: string, homes: ReadonlySet<string>): boolean {
  for (let at = path.indexOf(name); at >= 0; at = path.indexOf(name, at + 1)) {
    if (at === 0 && homes.has('')) return true;
    if (at > 0 && path[at - 1] === '/' && homes.has(path.slice(0, at - 1))) return true;
  }
  return false;
}

function commonFolder(folders: readonly string[]): string {
  const split = folders.map((folder) => (folder === '' ? [] : folder.split('/')));
  const first = split[0]!;
  let depth = first.length;
  for (const parts of split) {
    let shared = 0;
    while (shared < depth && parts[shared] === first[shared]) shared += 1;
    depth = shared;
  }
  return first.slice(0, depth).join('/');
}
