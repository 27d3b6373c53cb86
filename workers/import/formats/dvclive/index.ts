import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { findLiveFolders } from './layout.ts';

/**
 * Folders of DVCLive, and of DVC pipelines that keep their measures in `metrics.json`. Experiments of DVC themselves
 * are commits, which a folder does not show: what lies in it now is one run. Tried with DVCLive 2 and 3.
 */
export const dvclive: ImportFormat = {
  id: 'dvclive',
  label: 'DVCLive',
  match: () => 'no',
  groups: findLiveFolders,
  richness: () => 40,
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readDvclive(source, context)),
};
