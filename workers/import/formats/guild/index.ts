import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { findRunFolders } from './folders.ts';

/**
 * Run folders of Guild AI, by their `.guild`. Tried with 0.9. Left out on purpose: the environment that a run was
 * started in (it may hold secrets), lists of installed packages, the index of its output.
 */
export const guild: ImportFormat = {
  id: 'guild',
  label: 'Guild run',
  match: () => 'no',
  groups: findRunFolders,
  // More than event files alone: those of the run are read with it.
  richness: () => 55,
  read: (source, context) =>
    readLazily(async () => (await import('./read.ts')).readGuildRun(source, context)),
};
