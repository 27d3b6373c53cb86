import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { findRunFolders } from './folders.ts';

/**
 * Run folders of Sacred's FileStorageObserver. Tried with 0.8.1 and 0.8.7. Left out on purpose: what the Mongo, SQL and
 * TinyDB observers store.
 */
export const sacred: ImportFormat = {
  id: 'sacred',
  label: 'Sacred run',
  match: () => 'no',
  groups: findRunFolders,
  richness: () => 40,
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readSacred(source, context)),
};
