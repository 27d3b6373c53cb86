import { type ExperimentKey, type RunKey, toExperimentKey, toRunKey } from '../domain/ids.ts';

/**
 * Edits are flat keys of one Y.Map each, so that two people who change different fields of a run never collide:
 * `<run>/name`, `<run>/deleted`, `<run>/tag/<key>` and `<experiment>/name`. A slash in a run's key is
 * written as %2F: no known producer makes one, but a database may hold any text.
 */
export type EditKey =
  | { readonly field: 'name' | 'deleted'; readonly run: RunKey }
  | { readonly field: 'tag'; readonly run: RunKey; readonly tag: string };

export const nameKey = (run: RunKey): string => `${escapeSlashes(run)}/name`;
export const deletedKey = (run: RunKey): string => `${escapeSlashes(run)}/deleted`;
export const tagKey = (run: RunKey, tag: string): string => `${escapeSlashes(run)}/tag/${tag}`;
export const experimentNameKey = (experiment: ExperimentKey): string => `${experiment}/name`;

/** Null for a key of a newer version of Cairn: it stays in the document and is not shown. */
export function parseRunEditKey(key: string): EditKey | null {
  const slash = key.indexOf('/');
  if (slash <= 0) return null;
  const run = toRunKey(unescapeSlashes(key.slice(0, slash)));
  const field = key.slice(slash + 1);
  if (field === 'name' || field === 'deleted') return { field, run };
  return field.startsWith('tag/') ? { field: 'tag', run, tag: field.slice(4) } : null;
}

export function parseExperimentNameKey(key: string): ExperimentKey | null {
  return key.endsWith('/name') ? toExperimentKey(key.slice(0, -5)) : null;
}

function escapeSlashes(key: string): string {
  return key.replaceAll('%', '%25').replaceAll('/', '%2F');
}

function unescapeSlashes(text: string): string {
  return text.replaceAll('%2F', '/').replaceAll('%25', '%');
}
