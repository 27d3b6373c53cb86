import { formatBytes, formatCount } from '../../base/format.ts';
import type { ImportProblem, ProblemCode } from '../../domain/problem.ts';

type Facts = Readonly<Record<string, string | number>>;

/** Every sentence an import can say of something wrong. Facts come from files: they are shown as text, never more. */
const SENTENCES: Readonly<Record<ProblemCode, (facts: Facts) => string>> = {
  'unrecognised-file': () => 'Not a format that Cairn reads. Left out.',
  'empty-file': () => 'The file is empty.',
  'lfs-pointer': () =>
    'This is a Git LFS pointer, not the file itself. Run “git lfs pull” and drop it again.',
  'html-page': () => 'This is a web page, often an error page saved under a file’s name.',
  notebook: () => 'This is a notebook. Its outputs are not training records.',
  pickle: () => 'This is a pickle. It is not opened, because opening one can run code.',
  'unreadable-file': () =>
    'The browser could not read it: it changed on the disk, moved, or access was lost. Drop it again.',
  'file-too-large': (facts) => `Larger than ${size(facts.limit)}, which no such file should be. Left out.`,
  'not-kept-sidecar': () => 'Belongs to a database that was not dropped with it.',
  'sqlite-damaged': () => 'The database is damaged or cut off. What could be read was kept.',
  'sqlite-not-mlflow': (facts) =>
    `A SQLite database, but not MLflow’s.${facts.tables ? ` It holds: ${text(facts.tables)}.` : ''}`,
  'sqlite-encrypted': () => 'The database is encrypted or is not SQLite at all.',
  'sqlite-wal-missing': () =>
    'The database keeps its newest rows in a “-wal” file beside it. Drop both together to see them.',
  'sqlite-journal-hot': () =>
    'A “-journal” beside the database shows that a write was cut off. It was rolled back here.',
  'sqlite-newer-schema': (facts) =>
    `Written by a newer MLflow than this Cairn knows${facts.revision ? ` (schema ${text(facts.revision)})` : ''}. Everything known was imported.`,
  'sqlite-table-damaged': (facts) =>
    `Part of the table ${text(facts.table)} could not be read. The rest was kept.`,
  'meta-unreadable': () =>
    'This meta.yaml could not be read. The one run or experiment it describes was left out.',
  'meta-empty': () => 'This meta.yaml is empty: it was being written when the folder was copied.',
  'meta-missing': () => 'A folder of a run without its meta.yaml. Left out.',
  'run-skipped': () => 'This run could not be read and was left out.',
  'experiment-id-mismatch': () =>
    'The folder lies in another experiment than its meta.yaml says. Imported where it lies.',
  'metric-line-skipped': (facts) =>
    `${count(facts.lines, 'line')} of this metric could not be read. The rest was kept.`,
  'metric-truncated': () => 'The last line of this metric is cut off. Everything before it was kept.',
  'key-collision': (facts) => `Two keys differ only in letter case or form: ${text(facts.key)}.`,
  'value-unreadable': () => 'A value could not be read. The rest of the run was kept.',
  'artifacts-only': () =>
    'This folder holds only artifacts of runs that live in a database. Drop its mlflow.db together with it.',
  'artifacts-missing': (facts) =>
    `The artifacts of ${count(facts.runs, 'run')} were not in what was dropped. Drop their folder to attach them.`,
  'traces-skipped': (facts) => `${count(facts.traces, 'trace')} left out: Cairn reads runs, not traces.`,
  'ragged-rows': (facts) =>
    `${count(facts.rows, 'row')} with another number of cells than the header. Left out, nothing was shifted.`,
  'number-unreadable': (facts) =>
    `${count(facts.cells, 'cell')} of a numeric column are not numbers. Left out.`,
  'encoding-guessed': (facts) => `Read as ${text(facts.encoding)}; the file does not say.`,
  'column-skipped': (facts) => `The column ${text(facts.column)} holds nested or binary data. Left out.`,
  'table-is-data': () => 'A table of data, not of training. Left out unless you choose otherwise.',
  'table-empty': () => 'The table has a header and no rows.',
  'sessions-split': (facts) =>
    `The log holds ${count(facts.sessions, 'session')}, one after the other; each became a run.`,
  'parquet-damaged': (facts) => parquetSentence(facts),
  'parquet-no-columns': () => 'The Parquet file has no columns.',
  'zip-damaged': () => 'The zip is damaged or cut off. What could be read was kept.',
  'zip-refused': (facts) => `The zip was refused${reason(facts)}.`,
  'zip-entry-skipped': (facts) => `One entry of the zip was left out${reason(facts)}.`,
  'duplicate-run': () => 'The same run lies in this source twice. Both were read as one.',
  'limit-reached': (facts) =>
    `There was more than Cairn reads at once${facts.limit ? ` (${text(facts.limit)})` : ''}.`,
  'reader-failed': () => 'The reader stopped here. What was read before was kept.',
};

/** Why a zip, or an entry of it, was not opened. */
const ZIP_REASONS: Readonly<Record<string, string>> = {
  'nested-too-deep': 'it lies in a zip in a zip',
  'too-large': 'it unpacks to more than Cairn takes at once',
  'too-many-entries': 'it holds too many files',
  'directory-size': 'its directory is larger than a directory can be',
  'no-directory': 'its end is missing',
  directory: 'its directory is damaged',
  'overlapping-entries': 'its entries overlap',
  split: 'it is one part of several',
  ratio: 'it unpacks to hundreds of times its size',
  encrypted: 'it is encrypted',
};

export function problemSentence(problem: ImportProblem): string {
  return SENTENCES[problem.code](problem.facts ?? {});
}

/** `mlruns/0/meta.yaml, line 3`. */
export function problemPlace(problem: ImportProblem): string {
  const where = [problem.path];
  if (problem.line !== undefined) where.push(`line ${formatCount(problem.line)}`);
  if (problem.byte !== undefined) where.push(`byte ${formatCount(problem.byte)}`);
  return where.join(', ');
}

function text(fact: string | number | undefined): string {
  return String(fact ?? '').slice(0, 200);
}

function reason(facts: Facts): string {
  const words = ZIP_REASONS[text(facts.reason)] ?? text(facts.reason);
  return words === '' ? '' : `: ${words}`;
}

function size(fact: string | number | undefined): string {
  return typeof fact === 'number' ? formatBytes(fact) : 'the limit';
}

function count(fact: string | number | undefined, one: string): string {
  const number = typeof fact === 'number' ? fact : 1;
  return `${formatCount(number)} ${number === 1 ? one : `${one}s`}`;
}

function parquetSentence(facts: Facts): string {
  switch (facts.reason) {
    case 'unfinished':
      return 'The Parquet file has no end: it was cut off, or its writer has not finished it.';
    case 'column':
      return `The column ${text(facts.column)} of the Parquet file is damaged. Left out.`;
    case 'row-group':
    case 'rows-missing':
      return `A part of the Parquet file is damaged: ${count(facts.rows, 'row')} lost. The rest was kept.`;
    case 'too-large':
      return `A part of the Parquet file is larger than Cairn reads at once: ${count(facts.rows, 'row')} left out.`;
    default:
      return 'The Parquet file is damaged: its footer is wrong.';
  }
}
