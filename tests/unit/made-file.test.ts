import { expect, it } from 'vitest';
import { makeFile, partOfFile } from '../../workers/import/source/made-file.ts';

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

it('a made file answers like one on the disk', async () => {
  const file = makeFile('texts/note.jsonl', 'hello');
  expect(file.sizeBytes).toBe(5);
  expect(textOf(await file.slice(1, 3))).toBe('el');
  expect(textOf(await file.slice(3, 99))).toBe('lo');
  expect((await file.slice(9, 12)).length).toBe(0);
});

it('a part of a file never shows what lies around it', async () => {
  const part = partOfFile(makeFile('whole', 'abcdefgh'), 'part', 2, 5);
  expect(part.sizeBytes).toBe(3);
  expect(textOf(await part.slice(0, 99))).toBe('cde');
  expect(textOf(await part.slice(-2, 1))).toBe('c');
  expect(textOf(part.sliceSync!(1, 2))).toBe('d');
  expect(partOfFile(makeFile('whole', 'abc'), 'part', 2, 50).sizeBytes).toBe(1);
});
