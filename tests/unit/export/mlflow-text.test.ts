import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import initSqlite from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { md5HexOf } from '../../../src/base/md5.ts';
import { toPythonFloat } from '../../../src/base/python-float.ts';
import { mlflowExperimentKey } from '../../../src/domain/ids.ts';
import { MemorySpace, SpaceFull } from '../../../workers/export/bytes/byte-space.ts';
import { ZipFile } from '../../../workers/export/bytes/zip-file.ts';
import { INDEXES, TABLES } from '../../../workers/export/mlflow/database/schema.ts';
import { KeyPaths, toSegment } from '../../../workers/export/mlflow/folder/key-paths.ts';
import { toYaml, yamlText } from '../../../workers/export/mlflow/folder/yaml-text.ts';
import { ArtifactPlaces } from '../../../workers/export/mlflow/plan/artifact-places.ts';
import { planExperiments } from '../../../workers/export/mlflow/plan/experiment-plan.ts';
import { NoteList } from '../../../workers/export/notes.ts';
import { expandArchives } from '../../../workers/import/source/expand-archives.ts';
import { parseAnyYaml, parseYaml } from '../../../workers/import/text/yaml.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';
import { turns } from '../../support/turns.ts';

const REAL = join(import.meta.dirname, '..', '..', 'fixtures', 'mlflow-db', 'mlflow-2.8.1', 'mlflow.db');

/** Which of its constraints comes first depends on the version of SQLAlchemy. */
function sortClauses(sql: string): string {
  let depth = 0;
  const marked = [...sql].map((char) => {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    return char === ',' && depth === 1 ? '\n' : char;
  });
  return marked.join('').replace('(', '\n').replace(/\)$/, '').split('\n').sort().join('; ');
}

test('the schema is that of a database that MLflow 2.8.1 made', async () => {
  const sqlite = await initSqlite();
  const schemaOf = (database: InstanceType<typeof sqlite.oo1.DB>) =>
    (
      database.exec('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL', {
        rowMode: 0,
        returnValue: 'resultRows',
      }) as string[]
    )
      .map((sql) =>
        sql
          .replaceAll('"', '')
          .replace(/\s+/g, ' ')
          .replace(/ ?([(),]) ?/g, '$1')
          .toLowerCase(),
      )
      .map(sortClauses)
      .sort();
  const real = new sqlite.oo1.DB(':memory:', 'c');
  const bytes = new Uint8Array(readFileSync(REAL));
  const flags = sqlite.capi.SQLITE_DESERIALIZE_FREEONCLOSE;
  const at = sqlite.wasm.allocFromTypedArray(bytes);
  sqlite.capi.sqlite3_deserialize(real.pointer!, 'main', at, bytes.length, bytes.length, flags);
  const ours = new sqlite.oo1.DB(':memory:', 'c');
  for (const sql of [...TABLES, ...INDEXES]) ours.exec(sql);
  expect(schemaOf(ours)).toEqual(schemaOf(real));
  expect(ours.exec('SELECT * FROM alembic_version', { returnValue: 'resultRows' })).toEqual(
    real.exec('SELECT * FROM alembic_version', { returnValue: 'resultRows' }),
  );
});

describe('text as Python writes it', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [1 / 3, '0.3333333333333333'],
    [1e-7, '1e-07'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-05'],
    [1e16, '1e+16'],
    [123456789012345680, '1.2345678901234568e+17'],
    [1e15, '1000000000000000.0'],
    [5e-324, '5e-324'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d', (value, text) => expect(toPythonFloat(value)).toBe(text));

  it('gives back every double', () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(Number(toPythonFloat(value)), value),
      ),
    ));
});

describe('YAML', () => {
  it('is text again for whoever reads it, whatever the text', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        // A lone half of a pair has no UTF-8.
        fc.pre(!/[\ud800-\udfff]/u.test(text));
        for (const parse of [parseYaml, parseAnyYaml]) {
          const read = parse(toYaml({ name: text }));
          const entries = read.ok && read.node.kind === 'map' ? read.node.entries : null;
          expect(entries?.get('name')).toMatchObject({ kind: 'scalar', text });
        }
      }),
      { numRuns: turns(40) },
    ));

  it.each([
    'null',
    'yes',
    '1e5',
    '0x1f',
    '12:30',
    '~',
    '2020-01-01',
    '',
    ' a',
    'a ',
    '- a',
    'a: b',
    'a #b',
    '=',
    "it's",
  ])('quotes %j', (text) => expect(yamlText(text)).toMatch(/^['"]/));
});

describe('names of files', () => {
  it('never leave the folder', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('any' as const, 'strict' as const),
        (key, rules) => {
          const path = new KeyPaths(rules).pathOf(key);
          for (const part of path.split('/')) expect(['', '.', '..']).not.toContain(part);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
          expect(path).not.toMatch(/[\\\u0000-\u001f]/);
        },
      ),
    ));

  it('of keys are such that MLflow takes, as it opens no run with another', () => {
    const paths = new KeyPaths('any');
    const keys = ['a: b', 'loss (train)', 'é/ünï_1', 'x#y', '..', 'a//b', 'e\u0301'];
    expect(keys.map((key) => paths.pathOf(key))).toEqual([
      'a: b',
      'loss _train_',
      'é/ünï_1',
      'x_y',
      '__',
      'a/_/b',
      'é 2',
    ]);
  });

  it('of very many keys that look the same, or of one in very many folders, are found at once', () => {
    const paths = new KeyPaths('strict');
    const found = Array.from({ length: 30_000 }, (_, i) => paths.pathOf(i % 2 ? 'loss(1)' : 'LOSS#1#'));
    expect(new Set(found).size).toBe(found.length);
    const deep = paths.pathOf('a/'.repeat(500_000));
    expect(deep.length).toBeLessThan(250);
    expect(deep).not.toContain('/');
  }, 15_000);

  it('are told apart where a key is the folder of another, and on a disk where only case differs', () => {
    const paths = new KeyPaths('any');
    expect(['val', 'val/acc', 'Val', 'val.acc'].map((key) => paths.pathOf(key))).toEqual([
      'val',
      'val.acc',
      'Val',
      'val.acc 2',
    ]);
    const strict = new KeyPaths('strict');
    expect(['loss', 'Loss', 'a:b', 'nul'].map((key) => strict.pathOf(key))).toEqual([
      'loss',
      'Loss 2',
      'a_b',
      '_nul',
    ]);
    expect(toSegment('x'.repeat(300), 'any').length).toBeLessThan(80);
  });
});

test('a dataset has the id that MLflow gives it', () =>
  expect(md5HexOf('namedigest')).toBe('efa4363cd8179759e8c7f113aebdd340'));

test('a zip is read back by the own reader, folders and streams too', async () => {
  const zip = new ZipFile(new MemorySpace(1e6));
  const long = new Uint8Array(5000).fill(7);
  zip.addBytes('a/empty/', new Uint8Array());
  zip.addBytes('a/“ü”.txt', long);
  await zip.addStream(
    'b',
    (async function* () {
      yield long;
      yield new Uint8Array([1]);
    })(),
  );
  const bytes = new Uint8Array(await (await zip.finish()).arrayBuffer());
  const { files, problems } = await expandArchives(
    [makeMemoryFile('x.zip', bytes)],
    new AbortController().signal,
  );
  expect(problems).toEqual([]);
  expect(files.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['x.zip/a/“ü”.txt', 5000],
    ['x.zip/b', 5001],
  ]);
  expect(await files[1]!.slice(4999, 5001)).toEqual(new Uint8Array([7, 1]));
});

test('a zip says that it was made on Unix, so that unzip keeps names and modes', async () => {
  const zip = new ZipFile(new MemorySpace(1e6));
  zip.addBytes('损失/', new Uint8Array());
  zip.addBytes('损失/loss', new Uint8Array([1]));
  const bytes = new Uint8Array(await (await zip.finish()).arrayBuffer());
  const view = new DataView(bytes.buffer);
  const headers = [...bytes.keys()].filter(
    (at) => at + 4 <= bytes.length && view.getUint32(at, true) === 0x02014b50,
  );
  expect(headers.map((at) => [bytes[at + 5], view.getUint16(at + 40, true).toString(8)])).toEqual([
    [3, '40755'],
    [3, '100644'],
  ]);
});

test('a space in memory has an end', () => {
  const space = new MemorySpace(10);
  space.write(new Uint8Array(8), 0);
  expect(() => space.write(new Uint8Array(8), 8)).toThrow(SpaceFull);
});

test('experiments of two stores keep apart: ids and names once each, and MLflow’s default is there', () => {
  const notes = new NoteList();
  const source = (id: string, name: string) => ({
    record: {
      kind: 'experiment' as const,
      key: mlflowExperimentKey(id, name),
      id,
      name,
      lifecycle: 'active' as const,
      createdMs: null,
      updatedMs: null,
      artifactLocation: '',
      tags: [],
    },
    note: undefined,
  });
  const sources = [
    source('1', 'a'),
    source('1', 'b'),
    source('2', 'b'),
    source('made-here', 'c'),
    source('', 'd'),
  ];
  const planned = planExperiments(sources, (id) => `./mlruns/${id}`, notes);
  expect([...planned.values()].map(({ id, name }) => [id, name])).toEqual([
    ['1', 'a'],
    ['3', 'b'],
    ['2', 'b (2)'],
    ['4', 'c'],
    ['5', 'd'],
    ['0', 'Default'],
  ]);
  // What had no id did not get another one.
  expect(notes.list().map(({ code, count }) => [code, count])).toEqual([
    ['experiment-id', 2],
    ['experiment-name', 1],
  ]);
});

test.each([
  ['', './mlruns/1/r/artifacts'],
  ['/data/my runs/', 'file:///data/my%20runs/mlruns/1/r/artifacts'],
  ['C:\\runs', 'file:///C:/runs/mlruns/1/r/artifacts'],
  ['s3://bucket/x', 's3://bucket/x/mlruns/1/r/artifacts'],
  ['/', 'file:///mlruns/1/r/artifacts'],
])('below %j artifacts are at %s', (root, address) =>
  expect(new ArtifactPlaces(root).runAddress('1', 'r')).toBe(address),
);
