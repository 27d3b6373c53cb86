import type { SourceGroup } from '../../format.ts';
import { folderOf, nameOf } from '../../source.ts';

const STATE_FILE = /^experiment_state-[^/]*\.json$/;
/** Of the experiment: state that only Ray reads. */
const EXPERIMENT_FILE =
  /^(?:(?:experiment_state|basic-variant-state|search_gen_state|searcher-state)-[^/]*|tuner\.pkl|trainable\.pkl|\.validate_storage_marker)$/;
const MARKS: ReadonlySet<string> = new Set(['result.json', 'progress.csv', 'params.json', 'params.pkl']);

/**
 * The folders of trials: results beside the params that they were got with. What lies in one, its checkpoints too, is
 * the trial's; the files of the experiment go with its first trial.
 */
export function findTrials(paths: readonly string[]): readonly SourceGroup[] {
  const marks = new Map<string, Set<string>>();
  for (const path of paths) {
    const name = nameOf(path);
    if (!MARKS.has(name)) continue;
    const folder = folderOf(path);
    const known = marks.get(folder);
    if (known) known.add(name);
    else marks.set(folder, new Set([name]));
  }
  const trials = new Map<string, string[]>();
  const firstOf = new Map<string, string>();
  for (const [folder, names] of marks) {
    if (!isTrial(names)) continue;
    trials.set(folder, []);
    const around = folderOf(folder);
    if (folder !== '' && !firstOf.has(around)) firstOf.set(around, folder);
  }
  if (trials.size === 0) return [];
  for (const path of paths) {
    const owner = ownerOf(path, trials, firstOf);
    if (owner !== null) trials.get(owner)?.push(path);
  }
  return [...trials].map(([folder, files]) => ({ folder, files }));
}

function isTrial(names: ReadonlySet<string>): boolean {
  const hasParams = names.has('params.json') || names.has('params.pkl');
  return names.has('result.json')
    ? hasParams || names.has('progress.csv')
    : names.has('progress.csv') && hasParams;
}

function ownerOf(
  path: string,
  trials: ReadonlyMap<string, unknown>,
  firstOf: ReadonlyMap<string, string>,
): string | null {
  const folder = folderOf(path);
  if (trials.has(folder)) return folder;
  if (firstOf.has(folder) && EXPERIMENT_FILE.test(nameOf(path))) return firstOf.get(folder) ?? null;
  const at = path.startsWith('checkpoint_') ? 0 : path.indexOf('/checkpoint_') + 1;
  const trial = at > 0 ? path.slice(0, at - 1) : path.startsWith('checkpoint_') ? '' : null;
  return trial !== null && trials.has(trial) ? trial : null;
}

export function isStateFile(path: string): boolean {
  return STATE_FILE.test(nameOf(path));
}
