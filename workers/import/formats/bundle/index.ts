import {
  EDITS_JSON,
  editsPath,
  IMPORTS,
  MANIFEST,
  POINTS_TABLE,
  READABLE,
} from '../../../../src/domain/bundle/bundle-files.ts';
import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';

/** Files that every version of the format has: any three of them make a bundle, so that none is needed to know one. */
const MARKS = [MANIFEST, IMPORTS, POINTS_TABLE, READABLE.runs, EDITS_JSON, editsPath('workspace')] as const;
const NEEDED = 3;

/** What Cairn itself exports: a `.cairn` file, or the folder that somebody unpacked it into. */
export const bundle: ImportFormat = {
  id: 'bundle',
  label: 'Cairn bundle',
  match: (probe) => (probe.kind === 'folder' && bundleRoots(probe.paths).length > 0 ? 'structure' : 'no'),
  roots: bundleRoots,
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readBundles(source, context)),
};

/** The folders among these paths that are bundles; '' is the drop itself. */
export function bundleRoots(paths: readonly string[]): readonly string[] {
  const found = new Map<string, number>();
  for (const path of paths)
    for (const mark of MARKS) {
      if (path !== mark && !path.endsWith(`/${mark}`)) continue;
      const root = path.slice(0, Math.max(0, path.length - mark.length - 1));
      found.set(root, (found.get(root) ?? 0) + 1);
    }
  return [...found].filter(([, count]) => count >= NEEDED).map(([root]) => root);
}
