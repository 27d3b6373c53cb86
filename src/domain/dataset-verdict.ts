import { type DatasetColumn, parseDatasetFacts } from './dataset-facts.ts';
import {
  type ColumnProfile,
  type DataFormat,
  type FingerprintRecord,
  OWN_DIGEST_DIGITS,
} from './fingerprint.ts';
import type { DatasetRecord } from './records.ts';

/** One thing that was recorded of a dataset, beside what the file has. */
export interface VerdictPoint {
  readonly what: 'rows' | 'columns' | 'missing-column' | 'added-column' | 'type' | 'digest';
  /** The column, or how the digest is made. */
  readonly name: string;
  readonly recorded: string;
  readonly found: string;
  readonly agrees: boolean;
}

/** Whether a file is the data that was recorded, as far as that can be told. */
export type DatasetVerdict =
  | { readonly kind: 'same'; readonly by: DigestScheme }
  | { readonly kind: 'agrees'; readonly points: readonly VerdictPoint[] }
  | { readonly kind: 'differs'; readonly points: readonly VerdictPoint[] }
  /** `opaque`: nothing is known of what is inside the file; `nothing-recorded`: there is but the digest. */
  | { readonly kind: 'unknown'; readonly why: 'opaque' | 'nothing-recorded' };

/** How a digest was made: of all bytes, or by the ways of another tool. */
export type DigestScheme = 'sha256' | 'md5' | 'mlflow-pandas' | 'mlflow-numpy';

const LEAST_DIGITS = 8;
const HEX = /^[0-9a-f]+$/;
const PREFIX = /^(?:sha256|md5):/;
const MOST_POINTS = 200;

/** Which of a fingerprint's digests the recorded one is; null for none of them. */
export function matchDigest(fingerprint: FingerprintRecord, recorded: string): DigestScheme | null {
  const plain = recorded.slice(0, 80).toLowerCase().replace(PREFIX, '');
  if (plain.length < LEAST_DIGITS || !HEX.test(plain)) return null;
  if (fingerprint.sha256.startsWith(plain)) return 'sha256';
  const found = fingerprint.digests.find(([, digest]) => digest === plain);
  return found ? (found[0] as DigestScheme) : null;
}

export function judge(fingerprint: FingerprintRecord, dataset: DatasetRecord): DatasetVerdict {
  const by = matchDigest(fingerprint, dataset.digest);
  if (by) return { kind: 'same', by };
  const { columns, profile } = parseDatasetFacts(dataset);
  const rows = recordedRows(profile);
  const points = [
    ...comparedRows(rows, fingerprint.rowCount),
    ...comparedColumns(columns, fingerprint),
    ...comparedDigest(fingerprint, dataset.digest),
  ];
  if (points.some(({ agrees }) => !agrees))
    return { kind: 'differs', points: points.filter(({ agrees }) => !agrees).slice(0, MOST_POINTS) };
  if (points.length > 0) return { kind: 'agrees', points: points.slice(0, MOST_POINTS) };
  const isOpaque = fingerprint.rowCount === null && fingerprint.columns.length === 0;
  return {
    kind: 'unknown',
    why: isOpaque && (rows !== null || columns.length > 0) ? 'opaque' : 'nothing-recorded',
  };
}

/** Rows that a dataset's profile tells of, or null. */
export function recordedRows(profile: readonly (readonly [name: string, value: string])[]): number | null {
  const text = profile.find(([name]) => name === 'num rows')?.[1];
  const rows = Number(text);
  return text !== undefined && text !== '' && Number.isSafeInteger(rows) && rows >= 0 ? rows : null;
}

function comparedRows(recorded: number | null, found: number | null): readonly VerdictPoint[] {
  if (recorded === null || found === null) return [];
  const agrees = recorded === found;
  return [{ what: 'rows', name: '', recorded: String(recorded), found: String(found), agrees }];
}

function comparedColumns(
  recorded: readonly DatasetColumn[],
  { columns, format, flaws }: FingerprintRecord,
): readonly VerdictPoint[] {
  if (recorded.length === 0 || columns.length === 0) return [];
  const points: VerdictPoint[] = [];
  const byName = new Map(columns.map((column) => [column.name, column]));
  const names = new Set(recorded.map(({ name }) => name));
  const isWhole = !flaws.some(({ code }) => code === 'columns-left-out');
  for (const { name, type } of recorded) {
    const column = byName.get(name);
    const point = { name, recorded: type, agrees: false };
    if (!column) {
      if (isWhole) points.push({ ...point, what: 'missing-column', found: '' });
    } else if (!typesAgree(type, column, format)) points.push({ ...point, what: 'type', found: column.type });
  }
  for (const { name, type } of columns) {
    if (!names.has(name) && !isIndex(name))
      points.push({ what: 'added-column', name, recorded: '', found: type, agrees: false });
  }
  if (points.length > 0) return points;
  const count = String(recorded.length);
  return [{ what: 'columns', name: '', recorded: count, found: count, agrees: true }];
}

/** pandas keeps an index as a column that no schema names. */
const isIndex = (name: string): boolean => name === 'Unnamed: 0' || name.startsWith('__index_level_');

/** Types that one reader or another makes of the same column. */
const FAMILIES = new Map<string, string>([
  ['boolean', 'boolean'],
  ['integer', 'whole'],
  ['long', 'whole'],
  ['float', 'decimal'],
  ['double', 'decimal'],
  ['decimal', 'decimal'],
  ['string', 'text'],
  ['object', 'text'],
  ['datetime', 'time'],
  ['date', 'time'],
  ['binary', 'binary'],
]);

/** Text formats carry no types: there only what a reader cannot take one for the other counts as different. */
function typesAgree(recorded: string, column: ColumnProfile, format: DataFormat): boolean {
  const there = FAMILIES.get(recorded);
  const here = FAMILIES.get(column.type);
  // Nothing is known of the one or the other: tensors, lists, columns without a value.
  if (there === undefined || here === undefined || there === here) return true;
  const pair = new Set([there, here]);
  // pandas makes decimals of whole numbers among which one is missing.
  if (pair.has('whole') && pair.has('decimal') && (column.nulls > 0 || format !== 'parquet')) return true;
  if (column.type === 'date' && there === 'text') return true;
  if (pair.has('boolean') && pair.has('text') && column.nulls > 0) return true;
  return format !== 'parquet' && there === 'text';
}

/**
 * MLflow's own digest of the file was taken and is another one. Of a Parquet file that settles it; of text it does not:
 * how the numbers in it are read is not the same everywhere.
 */
function comparedDigest(fingerprint: FingerprintRecord, recorded: string): readonly VerdictPoint[] {
  const plain = recorded.toLowerCase().replace(PREFIX, '');
  const ofBytes = HEX.test(plain) ? digestOfBytes(fingerprint, plain.length) : null;
  if (ofBytes) return [{ what: 'digest', ...ofBytes, recorded, agrees: false }];
  if (fingerprint.format !== 'parquet' && fingerprint.format !== 'npy') return [];
  const found = fingerprint.digests.find(([scheme]) => scheme.startsWith('mlflow-'));
  if (!found || recorded.length !== LEAST_DIGITS || !HEX.test(recorded)) return [];
  return [{ what: 'digest', name: found[0], recorded, found: found[1], agrees: false }];
}

/** What a digest of all bytes with this many digits would be; null where none is known to have so many. */
function digestOfBytes(
  { sha256, digests }: FingerprintRecord,
  digits: number,
): { readonly name: DigestScheme; readonly found: string } | null {
  if (digits === OWN_DIGEST_DIGITS || digits === sha256.length)
    return { name: 'sha256', found: sha256.slice(0, digits) };
  const md5 = digests.find(([scheme, digest]) => scheme === 'md5' && digest.length === digits);
  return md5 ? { name: 'md5', found: md5[1] } : null;
}
