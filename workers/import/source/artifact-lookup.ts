import { nameOf, type SourceFile, type SourceTree } from '../source.ts';

export interface FoundArtifact {
  /** Relative to the artifact root, slash-separated. */
  readonly path: string;
  readonly file: SourceFile;
}

export interface ArtifactFolder {
  readonly files: readonly FoundArtifact[];
  /** False when no folder of the drop answers to the address: the files are elsewhere, or there are none. */
  readonly resolved: boolean;
}

const MARKER = '/artifacts/';
const NOTHING: ArtifactFolder = { files: [], resolved: false };
const JUNK_NAMES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * Finds the artifact files of a run or logged model in what was dropped. Recorded addresses are absolute more often
 * than not and the folder has moved since, so the prefix is never trusted: the owner's id before `/artifacts` decides,
 * and among several such folders the one that shares the longest end with the recorded address.
 */
export class ArtifactLookup {
  private readonly tree: SourceTree;
  /** Owner id -> folders `…/<owner id>/artifacts`, in path order. */
  private readonly byOwner = new Map<string, string[]>();
  /** Last segment -> folders with that name; made when an address without an owner id is asked for. */
  private byName: Map<string, string[]> | null = null;

  constructor(tree: SourceTree) {
    this.tree = tree;
    const seen = new Set<string>();
    let last = '\0';
    for (const { path } of tree.files) {
      // Files come in path order, so the neighbours of a folder are skipped by one comparison.
      if (path.startsWith(last) && path.indexOf(MARKER, last.length - 1) < 0) continue;
      last = this.indexFoldersOf(path, seen) ?? last;
    }
  }

  /** `ownerId` is the run id or the logged model id (`m-…`). */
  find(uri: string, experimentId: string, ownerId: string): ArtifactFolder {
    const own = this.byOwner.get(ownerId);
    if (own?.length === 1) return this.listFolder(own[0]!);
    const wanted = artifactUriSegments(uri);
    if (own !== undefined) return this.listFolder(bestOf(own, wanted, experimentId));
    // The usual form names the owner, who has no folder here; only addresses set by hand are worth the search.
    if (wanted.at(-1) === 'artifacts' && wanted.at(-2) === ownerId) return NOTHING;
    const named = this.findBySuffix(wanted);
    return named === null ? NOTHING : this.listFolder(named);
  }

  /** Whether the drop has a folder of its own for it. */
  has(ownerId: string): boolean {
    return this.byOwner.has(ownerId);
  }

  /** The files below a folder of the drop as artifacts; junk of file managers is left out. */
  listFolder(folder: string): ArtifactFolder {
    const files: FoundArtifact[] = [];
    for (const file of this.tree.under(folder)) {
      if (isJunk(file.path)) continue;
      files.push({ path: folder === '' ? file.path : file.path.slice(folder.length + 1), file });
    }
    return { files, resolved: true };
  }

  /** Adds every `…/<id>/artifacts` on the path and returns the innermost with its final slash. */
  private indexFoldersOf(path: string, seen: Set<string>): string | null {
    let found: string | null = null;
    for (let at = path.indexOf(MARKER); at > 0; at = path.indexOf(MARKER, at + 1)) {
      const owner = path.slice(path.lastIndexOf('/', at - 1) + 1, at);
      const folder = path.slice(0, at + MARKER.length - 1);
      found = `${folder}/`;
      if (seen.has(folder)) continue;
      seen.add(folder);
      const folders = this.byOwner.get(owner);
      if (folders === undefined) this.byOwner.set(owner, [folder]);
      else folders.push(folder);
    }
    return found;
  }

  /** For addresses set by hand: a folder that ends with at least the last two segments of the address. */
  private findBySuffix(wanted: readonly string[]): string | null {
    const name = wanted.at(-1);
    if (name === undefined || wanted.length < 2) return null;
    this.byName ??= indexFolders(this.tree);
    let best: string | null = null;
    let bestShared = 1;
    for (const folder of this.byName.get(name) ?? []) {
      const shared = sharedEnd(folder.split('/'), wanted);
      if (shared <= bestShared) continue;
      best = folder;
      bestShared = shared;
    }
    return best;
  }
}

/** Path segments of an artifact address in any of its spellings: URL, plain path, Windows path, `file:` of any kind. */
export function artifactUriSegments(uri: string): readonly string[] {
  let path = uri;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]+:/.exec(path)?.[0].toLowerCase() ?? '';
  if (scheme !== '') {
    path = path.slice(scheme.length).replace(/[?#].*$/s, '');
    if (path.startsWith('//') && scheme !== 'file:') path = path.replace(/^\/\/[^/]*/, '');
    if (scheme === 'file:') path = decodePercent(path);
  }
  const segments: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.' || /^[A-Za-z]:$/.test(part)) continue;
    if (part === '..') segments.pop();
    else segments.push(part);
  }
  return segments;
}

/** Files that operating systems and editors leave behind. */
export function isJunk(path: string): boolean {
  const name = nameOf(path);
  return (
    JUNK_NAMES.has(name) ||
    name.startsWith('._') ||
    name.startsWith('.nfs') ||
    name.endsWith('.swp') ||
    // MLflow's, while a file is being put in its place.
    name.startsWith('.artifact.uploading.') ||
    path.startsWith('__MACOSX/') ||
    path.startsWith('.ipynb_checkpoints/') ||
    path.includes('/.ipynb_checkpoints/')
  );
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function bestOf(folders: readonly string[], wanted: readonly string[], experimentId: string): string {
  let best = folders[0]!;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const folder of folders) {
    const parts = folder.split('/');
    const inExperiment = parts.at(-3) === experimentId || parts.at(-4) === experimentId;
    // Shared segments first, then the experiment's folder, then the shorter path: copies lie deeper.
    const score = sharedEnd(parts, wanted) * 1e6 + (inExperiment ? 5e5 : 0) - Math.min(parts.length, 1e5);
    if (score <= bestScore) continue;
    best = folder;
    bestScore = score;
  }
  return best;
}

function sharedEnd(left: readonly string[], right: readonly string[]): number {
  let shared = 0;
  while (shared < left.length && shared < right.length) {
    if (left[left.length - 1 - shared] !== right[right.length - 1 - shared]) break;
    shared += 1;
  }
  return shared;
}

function indexFolders(tree: SourceTree): Map<string, string[]> {
  const seen = new Set<string>();
  const byName = new Map<string, string[]>();
  for (const { path } of tree.files) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (seen.has(folder)) break;
      seen.add(folder);
      const name = nameOf(folder);
      const folders = byName.get(name);
      if (folders === undefined) byName.set(name, [folder]);
      else folders.push(folder);
    }
  }
  return byName;
}
