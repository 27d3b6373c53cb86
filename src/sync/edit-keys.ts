import { type ExperimentKey, type RunKey, toExperimentKey, toRunKey } from '../domain/ids.ts';

/**
 * Edits are flat keys of a few Y.Maps, so that two people who change different fields of a run never collide:
 *
 * | map | keys |
 * |---|---|
 * | `runs` | `<run>/name`, `/deleted`, `/starred`, `/archived`, `/colour`, `/home`, `/also/<experiment>`, `/tag/<key>` |
 * | `experiments` | `<experiment>/name`, `/deleted`, `/starred`, `/archived`, `/made` |
 * | `collections` | `<collection>/name`, `/removed`, `/in/<experiment>` |
 * | `views` | `<view>/name`, `/scope`, `/code`, `/removed` |
 * | `directions` | `<metric>/better` |
 * | `stages` | `<stage>/at`: its place among the custom stages, null when it is gone |
 * | `rules` | `<rule>/rule` (JSON), `/removed` |
 * | `datasets` | `<dataset>/print/<hash>` |
 * | `alerts` | `<rule>/rule` (JSON), `/removed` |
 * | `acknowledged` | `<alert>/at`: when somebody dealt with it, null when they took that back |
 *
 * Beside them stands `registry`: events under their ids (`registry-events.ts`), which are only ever added.
 *
 * A slash in a run's key is written as %2F: no known producer makes one, but a database may hold any text. Keys of
 * experiments, metrics and alerts may hold slashes as they are; their field is what follows the last one.
 */
export const EDIT_MAPS = [
  'runs',
  'experiments',
  'collections',
  'views',
  'directions',
  'stages',
  'rules',
  'datasets',
  'alerts',
  'acknowledged',
] as const;

export type EditMap = (typeof EDIT_MAPS)[number];

export type RunField = 'name' | 'deleted' | 'starred' | 'archived' | 'colour' | 'home';
export type ExperimentField = 'name' | 'deleted' | 'starred' | 'archived' | 'made';

/** What a key says of whom: `field` may be one that only newer versions know. */
export interface FieldKey {
  readonly of: string;
  readonly field: string;
}

/** Notes of experiments stand beside those of runs, under a key that no run can have by accident. */
const EXPERIMENT_NOTE = 'experiment\u001f';

export const runFieldKey = (run: RunKey, field: RunField): string => `${escapeSlashes(run)}/${field}`;
export const tagKey = (run: RunKey, tag: string): string => `${escapeSlashes(run)}/tag/${tag}`;
export const alsoInKey = (run: RunKey, experiment: ExperimentKey): string =>
  `${escapeSlashes(run)}/also/${experiment}`;
export const fieldKey = (of: string, field: string): string => `${of}/${field}`;
export const experimentNoteKey = (experiment: ExperimentKey): string => `${EXPERIMENT_NOTE}${experiment}`;

/** Of a key of `runs`: the run, and everything after it. Null where there is no run. */
export function parseRunKey(key: string): { readonly run: RunKey; readonly field: string } | null {
  const parsed = parseLeadingKey(key);
  return parsed && { run: toRunKey(unescapeSlashes(parsed.of)), field: parsed.field };
}

/** For keys whose owner has no slash: `<of>/<field>`, where the field may have some. */
export function parseLeadingKey(key: string): FieldKey | null {
  const slash = key.indexOf('/');
  return slash <= 0 ? null : { of: key.slice(0, slash), field: key.slice(slash + 1) };
}

/** For keys whose owner may have slashes and whose field has none. */
export function parseTrailingKey(key: string): FieldKey | null {
  const slash = key.lastIndexOf('/');
  return slash <= 0 ? null : { of: key.slice(0, slash), field: key.slice(slash + 1) };
}

/** The experiment that a note is about; null for notes of runs. */
export function parseExperimentNoteKey(key: string): ExperimentKey | null {
  return key.startsWith(EXPERIMENT_NOTE) ? toExperimentKey(key.slice(EXPERIMENT_NOTE.length)) : null;
}

/** What follows `prefix` in a field, or null. */
export function fieldPart(field: string, prefix: 'tag/' | 'also/' | 'in/' | 'print/'): string | null {
  return field.startsWith(prefix) ? field.slice(prefix.length) : null;
}

function escapeSlashes(key: string): string {
  return key.replaceAll('%', '%25').replaceAll('/', '%2F');
}

function unescapeSlashes(text: string): string {
  return text.replaceAll('%2F', '/').replaceAll('%25', '%');
}
