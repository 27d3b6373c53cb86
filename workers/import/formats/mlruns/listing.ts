import { isJunk } from '../../source/artifact-lookup.ts';
import { joinPath, type SourceFile, type SourceTree } from '../../source.ts';
import { META } from './layout.ts';

/** The files of a run or a logged model by what they hold, each group in path order. */
export interface OwnedFiles {
  readonly folder: string;
  readonly meta: SourceFile | null;
  readonly params: readonly SourceFile[];
  readonly tags: readonly SourceFile[];
  readonly metrics: readonly SourceFile[];
  readonly artifacts: readonly SourceFile[];
  /** `inputs/<id>/meta.yaml` and `outputs/<id>/meta.yaml`. */
  readonly links: readonly SourceFile[];
}

type Group = 'params' | 'tags' | 'metrics' | 'artifacts' | 'links';

const GROUPS: ReadonlyMap<string, Group> = new Map([
  ['params', 'params'],
  ['tags', 'tags'],
  ['metrics', 'metrics'],
  ['artifacts', 'artifacts'],
  ['inputs', 'links'],
  ['outputs', 'links'],
]);

export function listOwnedFiles(tree: SourceTree, folder: string): OwnedFiles {
  const groups: Record<Group, SourceFile[]> = { params: [], tags: [], metrics: [], artifacts: [], links: [] };
  const start = folder === '' ? 0 : folder.length + 1;
  for (const file of tree.under(folder)) {
    const slash = file.path.indexOf('/', start);
    if (slash < 0) continue;
    const group = GROUPS.get(file.path.slice(start, slash));
    if (group === undefined || isJunk(file.path)) continue;
    if (group === 'links' && !file.path.endsWith(`/${META}`)) continue;
    groups[group].push(file);
  }
  return { folder, meta: tree.get(joinPath(folder, META)) ?? null, ...groups };
}

/** The order in which the reader asks for them. */
export function* readingOrder(files: OwnedFiles): Iterable<SourceFile> {
  if (files.meta !== null) yield files.meta;
  yield* files.params;
  yield* files.tags;
  yield* files.links;
  yield* files.metrics;
}

/** `/` in a key makes folders. macOS stores accents in pieces, so keys are compared and kept composed. */
export function keyOf(file: SourceFile, folder: string, group: string): string {
  return file.path.slice(joinPath(folder, group).length + 1).normalize('NFC');
}
