import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRunKey, toVersionRef } from '../../../src/domain/ids.ts';
import { lineageAddress, parseLineageAddress } from '../../../src/domain/lineage/lineage-address.ts';

const readBack = (address: string) => {
  const [, root, kind = '', id = ''] = address.split('/');
  expect(root).toBe('lineage');
  return parseLineageAddress(kind, id);
};

test('any version is read back from its address, which has two parts', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(text, text, (model, ref) => {
      fc.pre(!model.startsWith('\ufeff') && !ref.startsWith('\ufeff'));
      const focus = { kind: 'version', model, version: toVersionRef(ref) } as const;
      expect(readBack(lineageAddress(focus))).toEqual(focus);
    }),
  );
});

test('a key with slashes and percent signs is read back', () => {
  const focus = { kind: 'run', run: toRunKey('a/b 100%?#') } as const;
  expect(readBack(lineageAddress(focus))).toEqual(focus);
});

test.each([
  ['person', 'x'],
  ['run', ''],
  ['run', '%'],
  ['run', 'x'.repeat(4_001)],
  ['version', 'aTE'],
  ['version', 'aTE.'],
  ['version', '.dGF4aQ'],
  ['version', 'aTE.dGF4aQ.dGF4aQ'],
  ['version', 'a*E.dGF4aQ'],
])('what was not written here is nothing: %s %s', (kind, id) => {
  expect(parseLineageAddress(kind, id)).toBeNull();
});
