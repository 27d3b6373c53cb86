import { formatCount, formatNumber, formatPlural, formatTime } from '../../base/format.ts';
import type { DatasetVerdict, DigestScheme, VerdictPoint } from '../../domain/dataset-verdict.ts';
import type { ColumnProfile, Coverage, DataFlaw, DataFormat } from '../../domain/fingerprint.ts';
import type { FingerprintProblem } from '../../rpc/fingerprint-api.ts';

const FORMATS: Readonly<Record<DataFormat, string>> = {
  parquet: 'Parquet',
  csv: 'CSV',
  'json-lines': 'JSON lines',
  npy: 'NumPy array',
  bytes: 'unknown format',
  folder: 'files of several kinds',
};

export const formatWords = (format: DataFormat): string => FORMATS[format];

const SCHEMES: Readonly<Record<DigestScheme, string>> = {
  sha256: 'SHA-256 of the file',
  md5: 'MD5 of the file',
  'mlflow-pandas': "MLflow's digest of a data frame",
  'mlflow-numpy': "MLflow's digest of an array",
};

function schemeWords(scheme: string): string {
  return Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme as DigestScheme] : scheme;
}

/** "the MD5 of the file", but "MLflow's digest". */
function withArticle(words: string): string {
  return words.startsWith('MLflow') ? words : `the ${words}`;
}

/** The four answers. */
export function verdictTitle(verdict: DatasetVerdict): string {
  switch (verdict.kind) {
    case 'same':
      return 'The same data';
    case 'agrees':
      return 'Agrees as far as recorded';
    case 'differs':
      return 'Differs';
    case 'unknown':
      return 'Cannot be told';
  }
}

export function verdictText(verdict: DatasetVerdict): string {
  switch (verdict.kind) {
    case 'same':
      return `The recorded digest is ${withArticle(schemeWords(verdict.by))}.`;
    case 'agrees':
      return 'What was recorded is right of this file. The digest was made in a way that cannot be repeated here.';
    case 'differs':
      return `In ${formatPlural(verdict.points.length, 'point')} this file is not what was recorded.`;
    case 'unknown':
      return verdict.why === 'opaque'
        ? 'Its digest is another one, and what is inside this kind of file cannot be read here.'
        : 'Only a digest was recorded, no schema and no number of rows, and it is none that can be made of this file.';
  }
}

export function pointText({ what, name, recorded, found, agrees }: VerdictPoint): string {
  switch (what) {
    case 'rows':
      return agrees
        ? `${formatCount(Number(found))} rows, as recorded`
        : `${formatCount(Number(found))} rows, recorded were ${formatCount(Number(recorded))}`;
    case 'columns':
      return `${formatPlural(Number(found), 'column')} with the names and types that were recorded`;
    case 'missing-column':
      return `Column ${name} (${recorded}) is missing`;
    case 'added-column':
      return `Column ${name} (${found}) was not recorded`;
    case 'type':
      return `Column ${name} is ${found}, recorded was ${recorded}`;
    case 'digest':
      return `${schemeWords(name)} is ${found}, recorded was ${recorded}`;
  }
}

/** Says when a profile is not of all rows. */
export function coverageText(coverage: Coverage): string {
  switch (coverage.kind) {
    case 'all':
      return 'The profile is of all rows.';
    case 'row-groups':
      return `The profile is of ${formatCount(coverage.rows)} rows, from ${formatCount(coverage.groups)} of ${formatPlural(coverage.of, 'row group')}.`;
    case 'every':
      return `The profile is of every ${formatCount(coverage.nth)}th row, ${formatCount(coverage.rows)} in all.`;
    case 'none':
      return 'What is inside was not read.';
  }
}

export function flawText(flaw: DataFlaw): string {
  switch (flaw.code) {
    case 'ragged-rows':
      return `${formatPlural(flaw.count, 'row')} with more cells than the header left out.`;
    case 'not-json':
      return `${formatPlural(flaw.count, 'line')} that is no JSON record left out.`;
    case 'damaged-groups':
      return `${formatPlural(flaw.count, 'row group')} could not be read completely.`;
    case 'damaged-column':
      return `Column ${flaw.column} is damaged.`;
    case 'column-too-large':
      return `Column ${flaw.column} is too large to be looked at.`;
    case 'damaged-file':
      return 'The file is damaged, or it is not what its first bytes say.';
    case 'columns-left-out':
      return `${formatPlural(flaw.count, 'more column')} not looked at.`;
    case 'encoding-guessed':
      return 'The file is not UTF-8; its encoding was guessed.';
  }
}

const PROBLEMS: Readonly<Record<FingerprintProblem, string>> = {
  'nothing-there': 'There is no file in what you dropped.',
  unreadable: 'The file could not be read. It may have been moved or changed meanwhile.',
  cancelled: 'Cancelled. Nothing was kept.',
};

export const problemWords = (code: FingerprintProblem): string => PROBLEMS[code];

const isTime = ({ type }: ColumnProfile): boolean => type === 'datetime' || type === 'date';

/** A value of a number or time column. */
export function valueWords(column: ColumnProfile, value: number): string {
  return isTime(column) ? formatTime(value) : formatNumber(value, 5);
}

export function distinctWords({ distinct }: ColumnProfile): string {
  return `${distinct.exact ? '' : 'about '}${formatCount(distinct.count)}`;
}

/** '0 %', '0.3 %', '12 %'. */
export function shareWords(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  return `${percent !== 0 && Math.abs(percent) < 10 ? Number(percent.toPrecision(2)) : Math.round(percent)} %`;
}
