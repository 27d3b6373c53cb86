import type { SourceGroup } from '../../format.ts';
import { folderOf, joinPath, nameOf } from '../../source.ts';

/** Folders that hold one part of a run each, as Keras and TensorFlow estimators make them. */
const SPLITS: ReadonlySet<string> = new Set([
  'train',
  'training',
  'val',
  'valid',
  'validation',
  'eval',
  'evaluation',
  'test',
]);

/** Says by its name that it is something else, whatever else the name holds. */
const OTHER_ENDING = /\.(profile-empty|csv|json|md|txt|py|ipynb|png|zip|gz|tar)$/i;

export function isEventFile(path: string): boolean {
  const name = nameOf(path);
  return name.includes('tfevents') && !OTHER_ENDING.test(name) && !/(^|\/)plugins\//.test(path);
}

export function isSplit(folder: string): boolean {
  return SPLITS.has(nameOf(folder));
}

/** Whether a folder is what a run logs while it trains, directly in that of the run. */
export function isTrainOf(folder: string, run: string): boolean {
  return folderOf(folder) === run && folder !== run && isTrain(folder);
}

function isTrain(folder: string): boolean {
  return isSplit(folder) && nameOf(folder).startsWith('train');
}

/**
 * Whether these folders are the parts of what lies around them. One alone is so where it is called `train`: there the
 * other part is not written yet. Whatever else lies beside them says nothing: it may come at any time.
 */
export function arePartsOf(parent: string, splits: readonly string[]): boolean {
  return splits.length > 1 || (parent !== '' && isTrain(splits[0] ?? ''));
}

/**
 * The event files of a drop in groups that may belong together: a folder with event files and all such folders below
 * it, because runs are folded into the folder above.
 */
export function findFamilies(paths: readonly string[]): readonly SourceGroup[] {
  const folders = eventFolders(paths);
  const rootOf = makeRootFinder([...folders.keys()]);
  const families = new Map<string, string[]>();
  for (const [folder, files] of folders) {
    const root = rootOf(folder);
    const family = families.get(root);
    if (family) family.push(...files);
    else families.set(root, [...files]);
  }
  for (const path of paths) {
    const folder = companionFolder(path);
    if (folder !== null && folders.has(folder)) families.get(rootOf(folder))?.push(path);
  }
  return [...families].map(([folder, files]) => ({ folder, files: files.sort() }));
}

/** The folder whose run a file belongs to that is no event file: settings, and what plugins wrote. */
export function companionFolder(path: string): string | null {
  if (isEventFile(path)) return null;
  const name = nameOf(path);
  if (name === 'hparams.yaml' || name === 'projector_config.pbtxt') return folderOf(path);
  if (name.includes('tfevents') && name.endsWith('.profile-empty')) return folderOf(path);
  const plugins = path.startsWith('plugins/') ? 0 : path.indexOf('/plugins/') + 1;
  return plugins > 0 ? path.slice(0, plugins - 1) : path.startsWith('plugins/') ? '' : null;
}

/** Folder → its event files in the order of their names, which is the order they were begun in. */
export function eventFolders(paths: readonly string[]): ReadonlyMap<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    if (!isEventFile(path)) continue;
    const folder = folderOf(path);
    const files = folders.get(folder);
    if (files) files.push(path);
    else folders.set(folder, [path]);
  }
  for (const files of folders.values()) files.sort();
  return folders;
}

/** Nearest folder above that is among these; null for none. */
export function nearestAbove(folder: string, among: { has(path: string): boolean }): string | null {
  for (let at = folder; at !== ''; ) {
    at = folderOf(at);
    if (among.has(at)) return at;
  }
  return null;
}

function makeRootFinder(folders: readonly string[]): (folder: string) => string {
  const known = new Set(folders);
  const children = new Map<string, string[]>();
  for (const folder of folders) {
    if (folder === '') continue;
    const parent = folderOf(folder);
    const siblings = children.get(parent);
    if (siblings) siblings.push(folder);
    else children.set(parent, [folder]);
  }
  return (folder) => {
    let root = folder;
    for (;;) {
      const above = nearestAbove(root, known);
      if (above !== null) {
        root = above;
        continue;
      }
      if (root === '' || !isSplit(root) || !known.has(root)) return root;
      const siblings = children.get(folderOf(root)) ?? [];
      const splits = siblings.filter(isSplit);
      if (!arePartsOf(folderOf(root), splits)) return root;
      root = folderOf(root);
    }
  };
}

/** The path of one folder as seen from another above it. */
export function pathBelow(above: string, folder: string): string {
  if (above === '') return folder;
  return folder === above
    ? ''
    : folder.startsWith(joinPath(above, ''))
      ? folder.slice(above.length + 1)
      : folder;
}
