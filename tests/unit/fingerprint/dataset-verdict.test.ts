import { describe, expect, test } from 'vitest';
import { judge, matchDigest } from '../../../src/domain/dataset-verdict.ts';
import type { ColumnProfile, FingerprintRecord } from '../../../src/domain/fingerprint.ts';
import { datasetKey, toHash } from '../../../src/domain/ids.ts';
import type { DatasetRecord } from '../../../src/domain/records.ts';

const SHA = '9e1f3a2bc0ffee12'.repeat(4);

function column(name: string, type: ColumnProfile['type'], nulls = 0): ColumnProfile {
  return { name, type, seen: 10, nulls, distinct: { count: 1, exact: true }, numbers: null, top: [] };
}

function print(change: Partial<FingerprintRecord> = {}): FingerprintRecord {
  return {
    kind: 'fingerprint',
    key: toHash('a'.repeat(64)),
    takenMs: 0,
    name: 'a.parquet',
    format: 'parquet',
    sha256: SHA,
    sizeBytes: 1,
    fileCount: 1,
    digests: [['md5', 'd'.repeat(32)]],
    rowCount: 10,
    columns: [column('x', 'double'), column('y', 'long')],
    coverage: { kind: 'all' },
    flaws: [],
    ...change,
  };
}

function dataset(
  digest: string,
  columns: readonly (readonly [string, string])[],
  rows?: number,
): DatasetRecord {
  return {
    kind: 'dataset',
    key: datasetKey('d', digest),
    name: 'd',
    digest,
    sourceType: 'local',
    source: '',
    schema:
      columns.length === 0
        ? ''
        : JSON.stringify({ mlflow_colspec: columns.map(([name, type]) => ({ name, type, required: true })) }),
    profile: rows === undefined ? '' : JSON.stringify({ num_rows: rows }),
  };
}

const XY = [
  ['x', 'double'],
  ['y', 'long'],
] as const;

describe('whether a file is the data that was recorded', () => {
  test('its digest says so: SHA-256 or its beginning, MD5 as DVC writes it', () => {
    expect(judge(print(), dataset(SHA.slice(0, 8), []))).toEqual({ kind: 'same', by: 'sha256' });
    expect(judge(print(), dataset(`sha256:${SHA}`, []))).toEqual({ kind: 'same', by: 'sha256' });
    expect(judge(print(), dataset('D'.repeat(32), []))).toEqual({ kind: 'same', by: 'md5' });
  });

  test('a few equal digits say nothing', () => {
    expect(matchDigest(print(), SHA.slice(0, 7))).toBeNull();
    expect(matchDigest(print(), '')).toBeNull();
    expect(matchDigest(print(), 'not hex!')).toBeNull();
  });

  test('rows and columns agree where the digest cannot be made again', () => {
    const verdict = judge(print(), dataset('0f0f0f0f', XY, 10));
    expect(verdict).toMatchObject({
      kind: 'agrees',
      points: [{ what: 'rows' }, { what: 'columns', found: '2' }],
    });
  });

  test('what differs is listed', () => {
    const recorded = dataset(
      '0f0f0f0f',
      [
        ['x', 'string'],
        ['z', 'long'],
      ],
      11,
    );
    const verdict = judge(print(), recorded);
    expect(verdict.kind).toBe('differs');
    expect('points' in verdict && verdict.points.map(({ what, name }) => `${what} ${name}`)).toEqual([
      'rows ',
      'type x',
      'missing-column z',
      'added-column y',
    ]);
  });

  test('a type that a reader of text may take for another is no difference', () => {
    const file = print({
      format: 'csv',
      columns: [column('when', 'datetime'), column('n', 'long'), column('flag', 'boolean', 1)],
    });
    const recorded = dataset('0f0f0f0f', [
      ['when', 'string'],
      ['n', 'double'],
      ['flag', 'string'],
    ]);
    expect(judge(file, recorded).kind).toBe('agrees');
    const typed = print({ columns: [column('when', 'datetime')] });
    expect(judge(typed, dataset('0f0f0f0f', [['when', 'string']])).kind).toBe('differs');
  });

  test('it cannot be told, and why', () => {
    const opaque = print({ format: 'bytes', rowCount: null, columns: [] });
    expect(judge(opaque, dataset('0f0f0f0f', XY, 10))).toEqual({ kind: 'unknown', why: 'opaque' });
    expect(judge(print(), dataset('0f0f0f0f', []))).toEqual({ kind: 'unknown', why: 'nothing-recorded' });
  });

  test('another digest than MLflow makes of this Parquet file is a difference', () => {
    const file = print({ digests: [['mlflow-pandas', '11111111']] });
    expect(judge(file, dataset('11111111', XY, 10))).toEqual({ kind: 'same', by: 'mlflow-pandas' });
    expect(judge(file, dataset('22222222', XY, 10))).toMatchObject({
      kind: 'differs',
      points: [{ what: 'digest', recorded: '22222222', found: '11111111' }],
    });
  });

  test('hostile records are read as far as they make sense', () => {
    const odd = {
      ...dataset('0f0f0f0f', []),
      schema: '{"mlflow_colspec":[null,7,{"name":[]}]}',
      profile: '[1]',
    };
    expect(() => judge(print(), odd)).not.toThrow();
    const proto = dataset('0f0f0f0f', [
      ['__proto__', 'long'],
      ['constructor', 'long'],
    ]);
    expect(judge(print(), proto).kind).toBe('differs');
  });
});
