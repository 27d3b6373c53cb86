import { formatBytes, formatCount } from '../../base/format.ts';
import type { ImportProblem, ProblemCode } from '../../domain/problem.ts';
import { AIM_EXPORT } from './aim-export.ts';

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
  'unreadable-file': (facts) =>
    facts.watched
      ? 'The browser may not read it: its access rights forbid that, or another program has locked it. Change that; it is tried again by itself.'
      : 'The browser could not read it: it changed on the disk, moved, or access was lost. Drop it again.',
  'source-gone': (facts) =>
    `${facts.run ? `The run ${text(facts.run)} is not` : 'Not'} there any more. What was read of it is kept; nothing more comes of it unless it is put back.`,
  'zeros-first': () =>
    'It begins with zeros: it was emptied while a program went on writing, or was not copied whole. What was read before is kept. Start its writer again, or copy the file again.',
  'file-too-large': (facts) => `Larger than ${size(facts.limit)}, which no such file should be. Left out.`,
  'not-kept-sidecar': () => 'Belongs to a database that was not dropped with it.',
  'sqlite-damaged': () => 'The database is damaged or cut off. What could be read was kept.',
  'sqlite-unknown': (facts) =>
    `A SQLite database, but none of MLflow, Optuna or trackio.${facts.tables ? ` It holds: ${text(facts.tables)}.` : ''}`,
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
  'rows-unreadable': (facts) =>
    `${count(facts.rows, 'row')}${facts.run ? ` of ${text(facts.run)}` : ''} could not be read. The rest was kept.`,
  'aim-repository': (facts) =>
    `An Aim repository${facts.runs ? ` with ${count(facts.runs, 'run')}` : ''}, which only Aim can read. Run this in its folder, then drop the aim.csv that it writes:\n\n${AIM_EXPORT}`,
  'bundle-part-skipped': (facts) => `One ${text(facts.what)} left out: Cairn reads runs and models.`,
  'json-damaged': () => 'This JSON file is damaged or cut off. What it says was left out.',
  'json-cut': (facts) =>
    `The file is cut off or damaged on the way: its writer was killed, or it was copied too early. Everything${upToStep(facts)} was kept.`,
  'settings-alone': () => 'Settings of a run, and no log beside them that Cairn reads.',
  'files-missing': (facts) =>
    `${count(facts.files, 'file')}${facts.run ? ` of ${text(facts.run)}` : ''} ${be(facts.files)} not in what was dropped.`,
  'log-cut': (facts) =>
    `The last record is cut off: its writer still ran, or was killed. Everything before it was read${lastStep(facts)}.`,
  'log-damaged': (facts) =>
    `The log is damaged in ${count(facts.places, 'place')}: ${count(facts.records, 'record')} lost${facts.steps ? `, with them the steps ${text(facts.steps)}` : ''}. The rest was kept.`,
  'run-unfinished': (facts) =>
    `The run did not say that it ended${facts.step === undefined ? '' : `; everything${upToStep(facts)} is here`}. Its tracker writes blocks of 32 KB: what came after may never have reached the disk.`,
  'run-empty': () => 'The run had begun, and nothing of it was written yet.',
  'media-missing': (facts) =>
    `${count(facts.files, 'file')} that the run logged (images, sounds) ${be(facts.files)} not in what was dropped. Drop the whole run folder to attach them.`,
  'ragged-rows': (facts) =>
    `${count(facts.rows, 'row')} with another number of cells than the header. Left out, nothing was shifted.`,
  'number-unreadable': (facts) =>
    `${count(facts.cells, 'cell')} of a numeric column are not numbers. Left out.`,
  'encoding-guessed': (facts) => `Read as ${text(facts.encoding)}; the file does not say.`,
  'column-skipped': (facts) => `The column ${text(facts.column)} holds nested or binary data. Left out.`,
  'keys-left-out': (facts) =>
    `${count(facts.keys, 'key')} of rows further down left out, which the first rows do not have: ${text(facts.names)}.`,
  'lists-left-out': (facts) =>
    `${count(facts.keys, 'key')} ${facts.keys === 1 ? 'holds a list' : 'hold lists'}, of which no points are read: ${text(facts.names)}.`,
  'table-is-data': () => 'A table of data, not of training. Left out unless you choose otherwise.',
  'table-undecided': () =>
    'It is not certain how this table is to be read, so it is not watched. Import it to choose.',
  'table-empty': () => 'The table has a header and no rows.',
  'sessions-split': (facts) =>
    `The log holds ${count(facts.sessions, 'session')}, one after the other; each became a run.`,
  'parquet-damaged': (facts) => parquetSentence(facts),
  'parquet-no-columns': () => 'The Parquet file has no columns.',
  'records-damaged': (facts) =>
    `${count(facts.records, 'record')} damaged${afterStep(facts)}. Left out; all others were read.`,
  'records-unreadable': (facts) =>
    `Damaged from here on: the length of a record is wrong, so the rest (${size(facts.left)}) cannot be read. Everything${upToStep(facts)} was kept.`,
  'records-too-large': (facts) =>
    `${count(facts.records, 'record')} larger than Cairn reads at once. Left out.`,
  'record-cut': (facts) =>
    `The last record is cut off: its writer was killed, or the file was copied too early. Everything${upToStep(facts)} was kept.`,
  'values-not-read': (facts) => `Kinds of values that Cairn does not read: ${text(facts.kinds)}.`,
  'same-run': (facts) =>
    typeof facts.runs === 'number'
      ? `${count(facts.runs, 'run')} here ${be(facts.runs)} logged with the same values to ${text(facts.format)} as well, which was read instead.`
      : `Tells of the same run as the ${text(facts.format)} beside it, which says more. Left out.`,
  'bundle-newer': (facts) =>
    `This bundle has format ${text(facts.version)}, written by a newer Cairn; this one reads up to ${text(facts.known)}. Nothing of it was taken in. Update Cairn and drop it again.`,
  'bundle-damaged': (facts) =>
    `Damaged or missing in the bundle${facts.of ? `: ${text(facts.of)}` : ''}. Everything else of it was taken in.`,
  'bundle-records-refused': () =>
    'These records are not such as Cairn writes. They were left out; everything else of the bundle was taken in.',
  'bundle-readable-differs': () =>
    'This file was changed after the bundle was written. Cairn takes in what lies in facts/ and edits/, so the change is not in it.',
  'bundle-points-missing': (facts) =>
    `${count(facts.packs, 'pack')} of points are not in the bundle. Their runs show what is known of them; a bundle that has the points adds them.`,
  'bundle-edits-left': () =>
    'You could only look at this workspace when the bundle was opened: names, notes and other changes in it were left out. Open it again once you may edit, or in a workspace of your own.',
  'zip-damaged': () => 'The zip is damaged or cut off. What could be read was kept.',
  'zip-refused': (facts) => `The zip was refused${reason(facts)}.`,
  'zip-entry-skipped': (facts) => skipped('zip', facts),
  'archive-damaged': (facts) => damagedArchive(facts),
  'archive-refused': (facts) => `The ${archiveName(facts)} was not unpacked${reason(facts)}.`,
  'archive-entry-skipped': (facts) => skipped('tar', facts),
  'archive-unknown': (facts) =>
    `Packed as ${text(facts.kind)}, which a browser cannot open. Unpack it and drop the folder, or pack it as zip or tar.gz.`,
  'duplicate-run': () => 'The same run lies in this source twice. Both were read as one.',
  'limit-reached': (facts) =>
    facts.watched
      ? `More than ${formatCount(Number(facts.watched))} files, or folders in folders without end: the rest is not watched. Watch the folder further down that your training writes into.`
      : `There was more than Cairn reads at once${facts.limit ? ` (${text(facts.limit)})` : ''}.`,
  'reader-failed': (facts) =>
    `The reader stopped here. What was read before was kept.${facts.watched ? ' It is tried again every minute.' : ''}`,
};

/** Why an archive, or an entry of it, was not opened. */
const ARCHIVE_REASONS: Readonly<Record<string, string>> = {
  watched: 'archives are not opened in a watched folder; import it instead',
  'nested-too-deep': 'it lies in an archive in an archive',
  'too-large': 'it unpacks to more than Cairn takes at once',
  'large-among-others': 'it is large and lies among other files; drop it alone to read it',
  'too-many-entries': 'it holds too many files',
  'directory-size': 'its directory is larger than a directory can be',
  'no-directory': 'its end is missing',
  'no-room': 'there is no room to unpack it',
  directory: 'its directory is damaged',
  'overlapping-entries': 'its entries overlap',
  split: 'it is one part of several',
  ratio: 'it unpacks to hundreds of times its size',
  encrypted: 'encrypted',
};

/** Why entries of an archive were left out. */
const ENTRY_REASONS: Readonly<Record<string, string>> = {
  'too-large': 'larger than Cairn takes at once',
  'unsafe-name': 'with a name that leads out of the archive or is none',
  duplicate: 'with a name that was there before',
  superseded: 'that a later one of the same name replaces',
  symlink: 'that only point to another file',
  link: 'that point to a file which is not there',
  special: 'that are no files',
  sparse: 'stored with holes, which Cairn does not read',
  header: 'whose header is damaged',
  method: 'compressed in a way that Cairn does not read',
  sizes: 'with sizes that cannot be',
  ratio: 'that unpack to hundreds of times their size',
  encrypted: 'encrypted',
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
  const words = ARCHIVE_REASONS[text(facts.reason)] ?? text(facts.reason);
  return words === '' ? '' : `: ${words}`;
}

function archiveName({ kind }: Facts): string {
  return kind === 'gzip' ? 'compressed file' : text(kind);
}

function skipped(kind: string, facts: Facts): string {
  const words = ENTRY_REASONS[text(facts.reason)] ?? text(facts.reason);
  const { name, count: all } = facts;
  const others = typeof all === 'number' && all > 1 ? ` and ${formatCount(all - 1)} more` : '';
  return `Left out of the ${kind}: ${count(all, 'entry', 'entries')} ${words}${name ? ` (${text(name)}${others})` : ''}.`;
}

function damagedArchive(facts: Facts): string {
  switch (facts.reason) {
    case 'cut':
      return `The ${archiveName(facts)} is cut off${facts.name ? ` in ${text(facts.name)}` : ''}. Everything before that was read.`;
    case 'no-end':
      return 'The tar is cut off: its end is missing. Everything before that was read.';
    case 'checksum':
      return 'The checksum of the compressed file does not fit: some of what is in it may be wrong.';
    case 'header':
      return `The tar is damaged: ${size(facts.left)} could not be read. The rest was kept.`;
    default:
      return `The ${archiveName(facts)} is damaged. Everything before that (${size(facts.left)}) was read.`;
  }
}

function afterStep(facts: Facts): string {
  return typeof facts.step === 'number' ? ` (the first after step ${formatCount(facts.step)})` : '';
}

function upToStep(facts: Facts): string {
  return typeof facts.step === 'number' ? ` up to step ${formatCount(facts.step)}` : ' before it';
}

function size(fact: string | number | undefined): string {
  return typeof fact === 'number' ? formatBytes(fact) : 'the limit';
}

function lastStep({ step }: Facts): string {
  return typeof step === 'number' ? `, up to step ${formatCount(step)}` : '';
}

function count(fact: string | number | undefined, one: string, several = `${one}s`): string {
  const number = typeof fact === 'number' ? fact : 1;
  return `${formatCount(number)} ${number === 1 ? one : several}`;
}

function be(fact: string | number | undefined): string {
  return fact === 1 ? 'was' : 'were';
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
