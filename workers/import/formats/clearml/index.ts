import { type OwnFolder, ownFolderGroups } from '../../detect/own-folders.ts';
import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';

const TASK: OwnFolder = {
  name: 'task.json',
  beside: ['metrics.jsonl', 'log.jsonl'],
  owns: (inside) => inside === 'metrics.jsonl' || inside === 'log.jsonl' || inside.startsWith('data/'),
};

/** Tasks that ClearML ran offline, as their folder or the zip of it. */
export const clearml: ImportFormat = {
  id: 'clearml',
  label: 'ClearML offline task',
  match: () => 'no',
  groups: (paths) => ownFolderGroups(paths, TASK),
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readClearml(source, context)),
};
