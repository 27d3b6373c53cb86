import { type OwnFolder, ownFolderGroups } from '../../detect/own-folders.ts';
import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';

/** All files of an experiment lie side by side. */
const OFFLINE: OwnFolder = {
  name: 'experiment.json',
  beside: ['messages.json'],
  owns: (inside) => !inside.includes('/'),
};
const DOWNLOADED: ReadonlySet<string> = new Set([
  'parameters.json', 'metrics.jsonl', 'metrics_summary.jsonl', 'others.jsonl', 'system_details.json', 'tags.json',
  'metrics_summary.json', 'metadata_advanced.json',
]); // biome-ignore format: a list
const DOWNLOAD: OwnFolder = {
  name: 'metadata.json',
  beside: ['parameters.json', 'metrics_summary.jsonl'],
  owns: (inside) => DOWNLOADED.has(inside) || inside.startsWith('run/') || inside.startsWith('assets/'),
};

/**
 * Experiments of Comet: those logged offline, whose zip holds a description, a log of messages and the files, and the
 * folders that `cometx download` writes.
 */
export const comet: ImportFormat = {
  id: 'comet',
  label: 'Comet experiment',
  match: () => 'no',
  groups: (paths) => [...ownFolderGroups(paths, OFFLINE), ...ownFolderGroups(paths, DOWNLOAD)],
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readComet(source, context)),
};
