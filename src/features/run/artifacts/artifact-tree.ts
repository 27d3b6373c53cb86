import type { ArtifactEntry } from '../../../domain/run.ts';

export interface ArtifactFolder {
  readonly kind: 'folder';
  readonly name: string;
  /** Unique in the tree: the root's name and the folders down to this one. */
  readonly id: string;
  readonly children: readonly ArtifactNode[];
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly keptCount: number;
}

export interface ArtifactFile {
  readonly kind: 'file';
  readonly name: string;
  readonly id: string;
  readonly entry: ArtifactEntry;
}

export type ArtifactNode = ArtifactFolder | ArtifactFile;

export function isFolder(node: ArtifactNode): node is ArtifactFolder {
  return node.kind === 'folder';
}

/** A folder's row or a file's row of the tree as it stands on the screen. */
export interface ArtifactRow {
  readonly node: ArtifactNode;
  /** 1 at the root, as `aria-level` counts. */
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly open: boolean;
}

interface Draft {
  readonly name: string;
  readonly id: string;
  readonly folders: Map<string, Draft>;
  readonly files: Map<string, ArtifactFile>;
}

/** Deeper folders are shown as one name with slashes: a path of thousands of slashes must not cost thousands of levels. */
const MAX_DEPTH = 32;

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Folders before files, both in natural order. `root` keeps the ids of several trees on one screen apart. */
export function buildArtifactTree(root: string, entries: readonly ArtifactEntry[]): ArtifactFolder {
  const top: Draft = { name: root, id: root, folders: new Map(), files: new Map() };
  for (const entry of entries) {
    const parts = entry.path.split('/').filter((part) => part !== '');
    const name = parts.pop() ?? '(no name)';
    const held = parts.length > MAX_DEPTH ? parts.slice(0, MAX_DEPTH) : parts;
    let folder = top;
    for (const part of held) folder = childFolder(folder, part);
    const rest = parts.slice(held.length);
    const shown = [...rest, name].join('/');
    const known = folder.files.get(shown);
    // The same path twice (two imports of one run): the one whose bytes are here wins.
    if (!known || (known.entry.chunks === null && entry.chunks !== null)) {
      folder.files.set(shown, { kind: 'file', name: shown, id: `${folder.id}/${shown}`, entry });
    }
  }
  return toFolder(top);
}

function childFolder(folder: Draft, name: string): Draft {
  let child = folder.folders.get(name);
  if (!child) {
    child = { name, id: `${folder.id}/${name}/`, folders: new Map(), files: new Map() };
    folder.folders.set(name, child);
  }
  return child;
}

function toFolder(draft: Draft): ArtifactFolder {
  const folders = [...draft.folders.values()].map(toFolder).sort((a, b) => byName.compare(a.name, b.name));
  const files = [...draft.files.values()].sort((a, b) => byName.compare(a.name, b.name));
  let sizeBytes = 0;
  let fileCount = files.length;
  let keptCount = 0;
  for (const { entry } of files) {
    sizeBytes += entry.sizeBytes;
    if (entry.chunks !== null) keptCount += 1;
  }
  for (const folder of folders) {
    sizeBytes += folder.sizeBytes;
    fileCount += folder.fileCount;
    keptCount += folder.keptCount;
  }
  const children = [...folders, ...files];
  return { kind: 'folder', name: draft.name, id: draft.id, children, sizeBytes, fileCount, keptCount };
}

/** The rows to show: what lies in folders that are not in `open` is left out. */
export function toArtifactRows(
  roots: readonly ArtifactNode[],
  open: ReadonlySet<string>,
  limit: number,
): readonly ArtifactRow[] {
  const rows: ArtifactRow[] = [];
  const walk = (nodes: readonly ArtifactNode[], level: number): void => {
    for (let i = 0; i < nodes.length && rows.length < limit; i++) {
      const node = nodes[i]!;
      const isOpen = node.kind === 'folder' && open.has(node.id);
      rows.push({ node, level, position: i + 1, setSize: nodes.length, open: isOpen });
      if (node.kind === 'folder' && isOpen) walk(node.children, level + 1);
    }
  };
  walk(roots, 1);
  return rows;
}

/** Ids of the folders to open at first: small trees whole, large ones at the first level only. */
export function toFirstOpen(roots: readonly ArtifactNode[]): ReadonlySet<string> {
  const open = new Set<string>();
  let total = 0;
  for (const root of roots) total += root.kind === 'folder' ? root.fileCount : 1;
  const visit = (nodes: readonly ArtifactNode[]): void => {
    for (const node of nodes) {
      if (node.kind !== 'folder') continue;
      open.add(node.id);
      visit(node.children);
    }
  };
  if (total <= 40) visit(roots);
  return open;
}

/** Shown first by its ending: pictures before text, and what cannot be shown only when there is nothing else. */
const FIRST_CHOICE = [
  /\.(png|jpe?g|svg|webp|gif)$/i,
  /(^mlmodel|\.(md|json|csv|parquet|txt|ya?ml|log))$/i,
  /./,
];
/** Files looked at for the first choice. */
const MOST_LOOKED_AT = 2_000;

/** The file that is shown before anything was chosen, the nearest to the root first; only one whose bytes are here. */
export function findFirstFile(roots: readonly ArtifactNode[]): ArtifactFile | null {
  const files: ArtifactFile[] = [];
  const queue: ArtifactNode[] = [...roots];
  for (let i = 0; i < queue.length && i < MOST_LOOKED_AT; i++) {
    const node = queue[i]!;
    if (node.kind === 'folder') queue.push(...node.children.slice(0, 200));
    else if (node.entry.chunks !== null) files.push(node);
  }
  for (const choice of FIRST_CHOICE) {
    const found = files.find((file) => choice.test(file.name));
    if (found) return found;
  }
  return null;
}

/** The `MLmodel` right inside a folder. */
export function findModelFile(folder: ArtifactFolder): ArtifactFile | null {
  const found = folder.children.find((node) => node.name === 'MLmodel');
  return found?.kind === 'file' ? found : null;
}
