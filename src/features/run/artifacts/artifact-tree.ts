import type { ArtifactEntry } from '../../../domain/run.ts';
import { parseSteppedPath, type SteppedPath } from '../../../domain/stepped-path.ts';

export interface ArtifactFolder {
  readonly kind: 'folder';
  readonly name: string;
  /** Unique in the tree: the root's name and the folders down to this one. */
  readonly id: string;
  /** Among the artifacts; '' of the root. */
  readonly path: string;
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

/** What was logged under one key at several steps (images, sounds, tables): one row, a slider for the steps. */
export interface ArtifactSeries {
  readonly kind: 'series';
  readonly name: string;
  readonly id: string;
  /** `images/eval/sample`. */
  readonly path: string;
  /** By step, then by the moment it was logged; at least one. */
  readonly steps: readonly ArtifactStep[];
  /** Every file, smaller copies included. */
  readonly files: readonly ArtifactFile[];
}

export interface ArtifactStep {
  readonly step: number;
  readonly timestampMs: number;
  readonly file: ArtifactFile;
}

export type ArtifactNode = ArtifactFolder | ArtifactFile | ArtifactSeries;

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
  readonly path: string;
  readonly folders: Map<string, Draft>;
  readonly files: Map<string, ArtifactFile>;
  readonly series: Map<string, SeriesDraft>;
}

interface SeriesDraft {
  readonly path: string;
  readonly files: Map<string, { readonly at: SteppedPath; readonly file: ArtifactFile }>;
}

/** Deeper folders are shown as one name with slashes: a path of thousands of slashes must not cost thousands of levels. */
const MAX_DEPTH = 32;

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Folders before files, both in natural order. `root` keeps the ids of several trees on one screen apart. */
export function buildArtifactTree(root: string, entries: readonly ArtifactEntry[]): ArtifactFolder {
  const top = makeDraft(root, root, '');
  for (const entry of entries) {
    const stepped = parseSteppedPath(entry.path);
    const path = stepped ? `${stepped.folder}/${stepped.key}` : entry.path;
    const { folder, name } = placeOf(top, path);
    if (stepped) addStep(folder, name, stepped, entry);
    else addFile(folder.files, name, { kind: 'file', name, id: `${folder.id}/${name}`, entry });
  }
  return toFolder(top);
}

function makeDraft(name: string, id: string, path: string): Draft {
  return { name, id, path, folders: new Map(), files: new Map(), series: new Map() };
}

/** The folder that a path lies in, made where it is missing, and the name in it. */
function placeOf(top: Draft, path: string): { readonly folder: Draft; readonly name: string } {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.pop() ?? '(no name)';
  const held = parts.length > MAX_DEPTH ? parts.slice(0, MAX_DEPTH) : parts;
  let folder = top;
  for (const part of held) folder = childFolder(folder, part);
  return { folder, name: [...parts.slice(held.length), name].join('/') };
}

/** The same path twice (two imports of one run): the one whose bytes are here wins. */
function addFile(files: Map<string, ArtifactFile>, name: string, file: ArtifactFile): void {
  const known = files.get(name);
  if (!known || (known.entry.chunks === null && file.entry.chunks !== null)) files.set(name, file);
}

function addStep(folder: Draft, name: string, at: SteppedPath, entry: ArtifactEntry): void {
  let series = folder.series.get(name);
  if (!series) {
    series = { path: `${at.folder}/${at.key}`, files: new Map() };
    folder.series.set(name, series);
  }
  const known = series.files.get(entry.path);
  if (known && (known.file.entry.chunks !== null || entry.chunks === null)) return;
  const fileName = entry.path.slice(entry.path.lastIndexOf('/') + 1);
  const file: ArtifactFile = { kind: 'file', name: fileName, id: `${folder.id}/${fileName}`, entry };
  series.files.set(entry.path, { at, file });
}

function childFolder(folder: Draft, name: string): Draft {
  let child = folder.folders.get(name);
  if (!child) {
    child = makeDraft(name, `${folder.id}/${name}/`, folder.path === '' ? name : `${folder.path}/${name}`);
    folder.folders.set(name, child);
  }
  return child;
}

function toSeries(name: string, id: string, { path, files }: SeriesDraft): ArtifactSeries {
  const all = [...files.values()];
  const whole = all.filter(({ at }) => !at.isCopy);
  const steps = (whole.length > 0 ? whole : all)
    .map(({ at, file }): ArtifactStep => ({ step: at.step, timestampMs: at.timestampMs, file }))
    .sort((a, b) => a.step - b.step || a.timestampMs - b.timestampMs);
  return { kind: 'series', name, id, path, steps, files: all.map(({ file }) => file) };
}

function toFolder(draft: Draft): ArtifactFolder {
  const series = [...draft.series].map(([name, one]) => toSeries(name, `${draft.id}/${name} by step`, one));
  const folders: ArtifactFolder[] = [];
  for (const folder of [...draft.folders.values()].map(toFolder)) {
    const only = folder.children.length === 1 ? folder.children[0] : undefined;
    // `digit/image/0`, as TensorBoard's tags end, is no reason for three folders; those at the root stay.
    if (only?.kind === 'series' && draft.path !== '')
      series.push({ ...only, name: `${folder.name}/${only.name}` });
    else folders.push(folder);
  }
  folders.sort((a, b) => byName.compare(a.name, b.name));
  const rows = [...draft.files.values(), ...series].sort((a, b) => byName.compare(asWords(a), asWords(b)));
  let sizeBytes = 0;
  let fileCount = 0;
  let keptCount = 0;
  for (const { entry } of rows.flatMap(filesOf)) {
    sizeBytes += entry.sizeBytes;
    fileCount += 1;
    if (entry.chunks !== null) keptCount += 1;
  }
  for (const folder of folders) {
    sizeBytes += folder.sizeBytes;
    fileCount += folder.fileCount;
    keptCount += folder.keptCount;
  }
  const children = [...folders, ...rows];
  return {
    kind: 'folder',
    name: draft.name,
    id: draft.id,
    path: draft.path,
    children,
    sizeBytes,
    fileCount,
    keptCount,
  };
}

/** Parts of a name one by one: `conv2d/bias` before `conv2d_1/bias`. */
function asWords({ name }: ArtifactNode): string {
  return name.replaceAll('/', ' ');
}

/** The files behind a row that is no folder. */
export function filesOf(node: ArtifactFile | ArtifactSeries): readonly ArtifactFile[] {
  return node.kind === 'file' ? [node] : node.files;
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

/** Rows of a tree that is opened whole. */
const FEW_ROWS = 40;

/** Ids of the folders to open at first: small trees whole, large ones at the first level only. */
export function toFirstOpen(roots: readonly ArtifactNode[]): ReadonlySet<string> {
  const open = new Set<string>();
  let rows = 0;
  const visit = (nodes: readonly ArtifactNode[]): void => {
    for (const node of nodes) {
      if (node.kind !== 'folder') rows += 1;
      if (rows > FEW_ROWS) return;
      if (node.kind !== 'folder') continue;
      open.add(node.id);
      visit(node.children);
    }
  };
  visit(roots);
  return rows > FEW_ROWS ? new Set() : open;
}

/** Shown first by its ending: pictures before text, and what cannot be shown only when there is nothing else. */
const FIRST_CHOICE = [
  /\.(png|jpe?g|svg|webp|gif)$/i,
  /(^mlmodel|\.(md|json|csv|parquet|txt|ya?ml|log))$/i,
  /./,
];
/** Files looked at for the first choice. */
const MOST_LOOKED_AT = 2_000;

/** What is shown before anything was chosen, the nearest to the root first; only what has its bytes here. */
export function findFirstFile(roots: readonly ArtifactNode[]): ArtifactFile | ArtifactSeries | null {
  const files: (ArtifactFile | ArtifactSeries)[] = [];
  const queue: ArtifactNode[] = [...roots];
  for (let i = 0; i < queue.length && i < MOST_LOOKED_AT; i++) {
    const node = queue[i]!;
    if (node.kind === 'folder') queue.push(...node.children.slice(0, 200));
    else if (filesOf(node).some(({ entry }) => entry.chunks !== null)) files.push(node);
  }
  for (const choice of FIRST_CHOICE) {
    const found = files.find((node) => choice.test(filesOf(node)[0]!.name));
    if (found) return found;
  }
  return null;
}

/** The `MLmodel` right inside a folder. */
export function findModelFile(folder: ArtifactFolder): ArtifactFile | null {
  const found = folder.children.find((node) => node.name === 'MLmodel');
  return found?.kind === 'file' ? found : null;
}
