import { folderOf, nameOf } from '../source.ts';

/** Names that loggers give every run's file, so that only the folder tells the runs apart. */
const GENERIC = new Set([
  'metrics', 'progress', 'results', 'result', 'log', 'logs', 'training', 'train', 'history', 'data', 'monitor',
  'loss', 'losses', 'scalars', 'output', 'events', 'metric', 'train_log', 'training_log', 'trainer_log', 'eval_log',
  'log_history', 'train_metrics', 'stats', 'evals_result',
]); // biome-ignore format: a word list
const NUMBERED = /^(?:version_|v|run_?|trial_?|seed_?)?\d+$/i;

/** `<entity>_<project>_<run>_<part>.runhistory.parquet`: W&B exports the history of a run in several files. */
const HISTORY_PART = /^(?:(.+)_)?([A-Za-z0-9-]+)_\d{1,6}\.runhistory\.parquet$/;

/** A file that is a part of a run's table: its rows belong to one run with those of the others. */
export function isRunPart(path: string): boolean {
  return HISTORY_PART.test(nameOf(path));
}

export interface TableNames {
  readonly runName: string;
  readonly experimentName: string;
}

/** `log.csv.1` is what was `log.csv` before the log was rotated: the same run. */
function nameAsWritten(path: string): string {
  return nameOf(path).replace(/(\.(?:csv|tsv|txt|log|jsonl|ndjson))\.\d{1,3}$/i, '$1');
}

function stemOf(path: string): string {
  const name = nameAsWritten(path);
  const stem = name
    .replace(/\.(?:csv|tsv|tab|txt|log|dat|out|parquet|pq|jsonl|ndjson|json)$/i, '')
    .replace(/\.(?:log|csv|monitor)$/i, '');
  return stem === '' ? name : stem;
}

function foldersOf(path: string): readonly string[] {
  const folder = folderOf(path);
  return folder === '' ? [] : folder.split('/');
}

function isGeneric(path: string): boolean {
  return GENERIC.has(stemOf(path).toLowerCase()) || NUMBERED.test(stemOf(path));
}

/**
 * What stays the same when a table is dropped again, from elsewhere or grown. A file name that every run has needs
 * its folder, and a folder such as `version_3` the one above.
 */
export function fileIdentity(path: string): string {
  const name = nameAsWritten(path);
  if (isRunPart(path)) return name.replace(/_\d+\.runhistory\.parquet$/, '');
  if (!isGeneric(path)) return name;
  const folders = foldersOf(path);
  const last = folders[folders.length - 1] ?? '';
  const above = NUMBERED.test(last) ? (folders[folders.length - 2] ?? '') : '';
  return [above, last, name].filter((part) => part !== '').join('/');
}

/** Names for a table that does not name its runs: the folder where the file's name says nothing. */
export function namesFromPath(path: string, manyRuns: boolean): TableNames {
  const part = HISTORY_PART.exec(nameOf(path));
  if (part) return { runName: part[2]!, experimentName: part[1] ?? 'Tables' };
  const folders = foldersOf(path);
  const stem = stemOf(path);
  const last = folders[folders.length - 1];
  const above = folders[folders.length - 2];
  if (manyRuns) return { runName: stem, experimentName: isGeneric(path) ? (last ?? stem) : stem };
  if (!isGeneric(path) || last === undefined) return { runName: stem, experimentName: last ?? 'Tables' };
  if (NUMBERED.test(last) && above !== undefined) {
    return { runName: `${above}/${last}`, experimentName: folders[folders.length - 3] ?? above };
  }
  return { runName: last, experimentName: above ?? last };
}
