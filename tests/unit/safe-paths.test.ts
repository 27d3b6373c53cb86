import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SafePaths } from '../../src/base/safe-paths.ts';

function placeAll(raw: readonly string[]): string[] {
  const paths = new SafePaths();
  return raw.map((path) => paths.place(path));
}

test('ordinary paths stay as they are', () => {
  const paths = ['model/MLmodel', 'model/data/model.xgb', '.hydra/config.yaml', 'a b/ü 東京.txt'];
  expect(placeAll(paths)).toEqual(paths);
});

test('no path leaves the archive', () => {
  expect(placeAll(['../../etc/passwd', '/etc/passwd', 'C:\\x\\y', 'a/./b/../c', '..', '', 'a//b'])).toEqual([
    'folder/folder/etc/passwd',
    'etc/passwd',
    'C__x_y',
    'a/folder/b/folder/c',
    'file',
    'file (2)',
    'a/b',
  ]);
});

test('names that become the same get a number, before their ending', () => {
  expect(placeAll(['a:b.txt', 'a?b.txt', 'A_B.TXT', 'CON', 'con', 'x\u202egpj.exe'])).toEqual([
    'a_b.txt',
    'a_b (2).txt',
    'A_B (3).TXT',
    '_CON',
    '_con (2)',
    'x_gpj.exe',
  ]);
});

test('a file and a folder of one name part, and so do folders that become the same', () => {
  expect(placeAll(['a', 'a/b', 'd:/x', 'd?/x', 'd:/y'])).toEqual([
    'a',
    'a (2)/b',
    'd_/x',
    'd_ (2)/x',
    'd_/y',
  ]);
});

test('whatever comes in, the paths are safe, apart and not endless', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('..', '.', 'a', 'A', 'a.', 'con', 'é', 'e\u0301', '\\', 'a\0'),
  );
  const path = fc.array(part, { maxLength: 40 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.array(path, { maxLength: 20 }), (raw) => {
      const placed = placeAll(raw);
      const names = placed.flatMap((one) => one.split('/'));
      const isBad = (name: string) => /^\.{0,2}$|[\\:*?"<>|\0]|[. ]$/.test(name) || name.length > 200;
      expect(names.filter(isBad)).toEqual([]);
      expect(placed.filter((one) => one.split('/').length > 33)).toEqual([]);
      const folded = placed.map((one) => one.normalize('NFC').toLowerCase());
      expect(new Set(folded).size).toBe(folded.length);
    }),
    { numRuns: 60 },
  );
});

test('very many files of one name get their numbers at once', () => {
  const places = placeAll(Array.from({ length: 50_000 }, (_, i) => (i % 2 ? 'a:b.txt' : 'A?B.txt')));
  expect(new Set(places.map((place) => place.toLowerCase())).size).toBe(places.length);
}, 15_000);
