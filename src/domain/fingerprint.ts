import { toUtf8 } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { sha256HexNow } from '../base/sha256.ts';
import { type Hash, toHash } from './ids.ts';
import type { Pair } from './run.ts';

/** What a column holds, in MLflow's words; `date`, `decimal` and `nested` are what its words cannot say. */
export type DataType =
  | 'boolean'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'decimal'
  | 'string'
  | 'datetime'
  | 'date'
  | 'binary'
  | 'nested'
  | 'empty';

/** `parquet` alone says of itself what type a column has; the others are read as text. */
export type DataFormat = 'parquet' | 'csv' | 'json-lines' | 'npy' | 'bytes' | 'folder';

/**
 * How many values lie in each of at most 20 bins. Bin `i` reaches from `(first + i) · 2^exponent` to below the next: edges
 * of two histograms always fit one another, so that versions of a column are compared without guessing.
 */
export interface DyadicHistogram {
  readonly exponent: number;
  readonly first: number;
  readonly counts: readonly number[];
}

/** Over the finite values. Times in milliseconds since the epoch. */
export interface NumberSummary {
  readonly count: number;
  readonly nonFinite: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of all of them (n, not n - 1). */
  readonly std: number;
  readonly histogram: DyadicHistogram;
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: DataType;
  /** Values looked at, nulls included. */
  readonly seen: number;
  readonly nulls: number;
  /** An estimate where there were too many to tell apart one by one. */
  readonly distinct: { readonly count: number; readonly exact: boolean };
  /** null for text, and where there is no finite value. */
  readonly numbers: NumberSummary | null;
  /** The most frequent values, cut to a line; counted among the first ones only where `distinct` is not exact. */
  readonly top: readonly (readonly [value: string, count: number])[];
}

/** Which rows the profile was taken from. */
export type Coverage =
  | { readonly kind: 'all' }
  /** Of a large file: the rows of some row groups, or every n-th row. */
  | { readonly kind: 'row-groups'; readonly groups: number; readonly of: number; readonly rows: number }
  | { readonly kind: 'every'; readonly nth: number; readonly rows: number }
  /** Nothing is known of what is inside. */
  | { readonly kind: 'none' };

/** A part of the data could not be read. The sentences stand in `features/data/data-words.ts`. */
export type DataFlaw =
  | { readonly code: 'ragged-rows'; readonly count: number }
  | { readonly code: 'not-json'; readonly count: number }
  | { readonly code: 'damaged-groups'; readonly count: number }
  | { readonly code: 'damaged-column'; readonly column: string }
  | { readonly code: 'column-too-large'; readonly column: string }
  | { readonly code: 'damaged-file' }
  | { readonly code: 'columns-left-out'; readonly count: number }
  | { readonly code: 'encoding-guessed' };

/** A file or folder as it was when a person showed it to Cairn. The data itself is not kept. */
export interface FingerprintRecord {
  readonly kind: 'fingerprint';
  /** SHA-256 of the record's canonical JSON without this and the time. */
  readonly key: Hash;
  readonly takenMs: number;
  /** Of the file or folder. */
  readonly name: string;
  readonly format: DataFormat;
  /** Of the file, or of a folder's lines 'path, two spaces, sha256' sorted by path. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  /** Other digests of the same content, by who writes them: md5 (DVC), mlflow-pandas, mlflow-numpy. */
  readonly digests: readonly Pair[];
  /** null where the format does not say. */
  readonly rowCount: number | null;
  readonly columns: readonly ColumnProfile[];
  readonly coverage: Coverage;
  readonly flaws: readonly DataFlaw[];
}

/** Digits of a SHA-256 that name a dataset Cairn made itself. */
export const OWN_DIGEST_DIGITS = 12;

/** The record without its key and time, whether or not its parts were checked. */
export type FingerprintContent = Readonly<
  Record<Exclude<keyof FingerprintRecord, 'key' | 'takenMs'>, unknown>
>;

/** The identity of what a fingerprint says: the same on every machine that was shown the same data. */
export function fingerprintKey(content: FingerprintContent): Hash {
  const { kind, name, format, sha256, sizeBytes, fileCount, digests, rowCount, columns, coverage, flaws } =
    content;
  const all = {
    kind,
    name,
    format,
    sha256,
    sizeBytes,
    fileCount,
    digests,
    rowCount,
    columns,
    coverage,
    flaws,
  };
  return toHash(sha256HexNow(toUtf8(canonicalJson(all))));
}
