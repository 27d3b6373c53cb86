import type { ImportFormat, Probe } from '../../format.ts';
import { findLayout, isEmptyLayout, listRoots } from './layout.ts';

/**
 * The folder that MLflow's file store writes (`mlruns/`), from 0.9 to 3.x, whole or in parts: the store, the folder
 * around it, one experiment, one run. Left out on purpose: traces, which are counted and named as left out.
 */
export const mlruns: ImportFormat = {
  id: 'mlruns',
  label: 'MLflow folder',
  match(probe: Probe) {
    if (probe.kind !== 'folder') return 'no';
    return isEmptyLayout(findLayout(probe.paths)) ? 'no' : 'structure';
  },
  roots(paths) {
    return listRoots(findLayout(paths));
  },
  async *read(source, context) {
    const { readMlruns } = await import('./read.ts');
    yield* readMlruns(source, context);
  },
  follow: async () => new (await import('./follow.ts')).MlrunsFollower(),
};
