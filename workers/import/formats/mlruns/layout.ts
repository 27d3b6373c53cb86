import { folderOf, joinPath, nameOf } from '../../source.ts';

export interface ExperimentFolder {
  readonly folder: string;
  /** False when only runs speak of it: one run was dropped, or the file is lost. */
  readonly hasMeta: boolean;
  /** Lies in `.trash`, which makes it deleted whatever its own file says. */
  readonly isTrashed: boolean;
}

/** What the folders of a drop are, told from the paths alone. */
export interface MlrunsLayout {
  /** Live ones first, so that of two copies of a run the live one is kept. */
  readonly experiments: readonly ExperimentFolder[];
  /** Run folders by the folder of their experiment, in path order. */
  readonly runs: ReadonlyMap<string, readonly string[]>;
  /** Registered models and the folders of their versions. */
  readonly models: ReadonlyMap<string, readonly string[]>;
  /** Folders of runs that hold artifacts and nothing else, which is what a server with a database leaves on disk. */
  readonly artifactOnlyCount: number;
}

type FolderKind = 'experiment' | 'run' | 'model' | 'version' | 'part' | 'unknown';

export const META = 'meta.yaml';
const META_END = `/${META}`;
const TRASH = '.trash';
/** Names below an experiment that are never runs. */
export const RESERVED: ReadonlySet<string> = new Set(['tags', 'datasets', 'traces', 'models']);
/** Folders whose children have a `meta.yaml` and are parts of a run or experiment, also of one whose own is lost. */
const PART_PARENTS: ReadonlySet<string> = new Set(['datasets', 'traces', 'inputs', 'outputs']);
export const RUN_ID = /^[0-9a-f]{32}$/;
const MODEL_ID = /^m-[0-9a-f]{32}$/;
const DIGITS = /^[0-9]{1,20}$/;
const IN_TRASH = /(?:^|\/)\.trash$/;
const VERSION = /^version-[0-9]+$/;
const OWNED_ARTIFACTS = /(?:^|\/)(?:[0-9a-f]{32}|m-[0-9a-f]{32})\/artifacts\//;
const DATABASE = /\.(?:db|sqlite3?)$/i;

/** `paths` are sorted. Linear in their number; only folders with a `meta.yaml` are looked at closely. */
export function findLayout(paths: readonly string[]): MlrunsLayout {
  const metas = listMetaFolders(paths);
  const kinds = classify(metas, paths);
  const experiments = new Map<string, ExperimentFolder>();
  const runs = new Map<string, string[]>();
  const models = new Map<string, string[]>();
  for (const folder of metas) {
    const kind = kinds.get(folder);
    const parent = folderOf(folder);
    if (kind === 'experiment') addExperiment(experiments, folder, true);
    else if (kind === 'run') {
      if (folder === '' || kinds.get(parent) !== 'experiment') addExperiment(experiments, parent, false);
      push(runs, parent, folder);
    } else if (kind === 'model' && !models.has(folder)) models.set(folder, []);
    else if (kind === 'version') push(models, parent, folder);
  }
  const sorted = [...experiments.values()].sort((a, b) => Number(a.isTrashed) - Number(b.isTrashed));
  const artifactOnlyCount = metas.length === 0 ? countArtifactOnly(paths) : 0;
  return { experiments: sorted, runs, models, artifactOnlyCount };
}

export function isEmptyLayout(layout: MlrunsLayout): boolean {
  return layout.experiments.length === 0 && layout.models.size === 0 && layout.artifactOnlyCount === 0;
}

/** Folders that the layout uses up. A folder called `mlruns` is used up as a whole, any other only where it is ours. */
export function listRoots(layout: MlrunsLayout): readonly string[] {
  const roots = new Set<string>();
  for (const { folder, hasMeta } of layout.experiments) {
    const parent = folderOf(folder).replace(IN_TRASH, '');
    if (nameOf(parent) === 'mlruns') roots.add(parent);
    else if (hasMeta) roots.add(folder);
    else for (const run of layout.runs.get(folder) ?? []) roots.add(run);
  }
  for (const folder of layout.models.keys()) {
    const parent = folderOf(folderOf(folder));
    roots.add(nameOf(parent) === 'mlruns' ? parent : folder);
  }
  return [...roots].sort();
}

function listMetaFolders(paths: readonly string[]): string[] {
  const folders: string[] = [];
  for (const path of paths) {
    if (path === META) folders.push('');
    else if (path.endsWith(META_END) && !isInsideArtifacts(path)) {
      folders.push(path.slice(0, -META_END.length));
    }
  }
  // Parents before children, which path order does not give: `a/b/meta.yaml` sorts before `a/meta.yaml`.
  return folders.sort();
}

function isInsideArtifacts(path: string): boolean {
  return path.includes('artifacts/') && (OWNED_ARTIFACTS.test(path) || path.startsWith('artifacts/'));
}

function classify(metas: readonly string[], paths: readonly string[]): ReadonlyMap<string, FolderKind> {
  const kinds = new Map<string, FolderKind>();
  const children = new Map<string, string[]>();
  for (const folder of metas) if (folder !== '') push(children, folderOf(folder), nameOf(folder));
  const stores = new Set<string>();
  const registries = new Set<string>();
  for (const folder of metas) {
    const kind = kindOf(folder, { kinds, children, paths });
    kinds.set(folder, kind);
    if (kind === 'experiment' && folder !== '') stores.add(folderOf(folder));
    if (kind === 'model') registries.add(folderOf(folder));
  }
  // An experiment without runs whose id is words, a model without versions: only the neighbours tell what they are.
  const isStore = (folder: string): boolean => stores.has(folder) || nameOf(folder) === 'mlruns';
  for (const folder of metas) {
    if (kinds.get(folder) !== 'unknown' || folder === '') continue;
    const parent = folderOf(folder);
    const isRegistry = nameOf(parent) === 'models' && (registries.has(parent) || isStore(folderOf(parent)));
    if (isRegistry) kinds.set(folder, 'model');
    else if (isStore(parent)) kinds.set(folder, 'experiment');
  }
  return kinds;
}

interface Known {
  readonly kinds: Map<string, FolderKind>;
  /** Names of the direct subfolders with a `meta.yaml`. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly paths: readonly string[];
}

function kindOf(folder: string, known: Known): FolderKind {
  if (folder === '') return kindAlone(folder, known);
  const name = nameOf(folder);
  const parent = folderOf(folder);
  const parentKind = known.kinds.get(parent);
  if (parentKind === 'experiment') return RESERVED.has(name) ? 'part' : 'run';
  if (parentKind === 'model') return VERSION.test(name) ? 'version' : 'part';
  if (parentKind === 'run' || parentKind === 'version') return 'part';
  if (PART_PARENTS.has(nameOf(parent))) return 'part';
  if (parent !== '') {
    const grandparent = known.kinds.get(folderOf(parent));
    if (grandparent === 'run' || (grandparent === 'experiment' && RESERVED.has(nameOf(parent))))
      return 'part';
  }
  if (nameOf(parent) === 'models' && MODEL_ID.test(name)) return 'part';
  if (VERSION.test(name) && nameOf(folderOf(parent)) === 'models') {
    known.kinds.set(parent, 'model');
    return 'version';
  }
  if ((known.children.get(folder) ?? []).some((child) => VERSION.test(child))) return 'model';
  return kindAlone(folder, known);
}

/** The kind of a folder whose surroundings say nothing. */
function kindAlone(folder: string, known: Known): FolderKind {
  const name = nameOf(folder);
  if (DIGITS.test(name) || nameOf(folderOf(folder)) === TRASH) return 'experiment';
  if (looksLikeRun(folder, known)) return 'run';
  const hasRuns = (known.children.get(folder) ?? []).some((child) =>
    looksLikeRun(joinPath(folder, child), known),
  );
  return hasRuns ? 'experiment' : 'unknown';
}

function looksLikeRun(folder: string, { paths }: Known): boolean {
  return (
    RUN_ID.test(nameOf(folder)) ||
    hasFilesUnder(paths, joinPath(folder, 'metrics/')) ||
    hasFilesUnder(paths, joinPath(folder, 'params/'))
  );
}

function hasFilesUnder(paths: readonly string[], prefix: string): boolean {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (paths[middle]! < prefix) low = middle + 1;
    else high = middle;
  }
  return low < paths.length && paths[low]!.startsWith(prefix);
}

function addExperiment(found: Map<string, ExperimentFolder>, folder: string, hasMeta: boolean): void {
  if (found.has(folder)) return;
  const isTrashed = folder === TRASH || folder.startsWith(`${TRASH}/`) || folder.includes(`/${TRASH}/`);
  found.set(folder, { folder, hasMeta, isTrashed });
}

/** Nothing but artifacts, and no database or bundle beside them that knows their runs. */
function countArtifactOnly(paths: readonly string[]): number {
  const owners = new Set<string>();
  for (const path of paths) {
    if (DATABASE.test(path) || path === 'run.json' || path.endsWith('/run.json')) return 0;
    const at = path.indexOf('/artifacts/');
    if (at < 32) continue;
    const owner = path.slice(at - 32, at);
    if (RUN_ID.test(owner) && (at === 32 || path[at - 33] === '/')) owners.add(owner);
  }
  return owners.size;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
