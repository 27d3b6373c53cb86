import type { RegistryEntry } from './registry-view.ts';

/** What was done, as a heading. */
export const ENTRY_WORDS: Readonly<Record<RegistryEntry['what'], string>> = {
  registered: 'Registered',
  stage: 'Stage',
  alias: 'Alias',
  description: 'Description',
  tag: 'Tag',
  deleted: 'Deleted',
  restored: 'Restored',
};
