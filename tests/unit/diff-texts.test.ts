import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffLine, DiffPiece, TextDiff } from '../../src/rpc/preview-api.ts';
import { diffTexts } from '../../workers/preview/diff-texts.ts';
import { turns } from '../support/turns.ts';

const diff = (left: string, right: string) => diffTexts(new Blob([left]), new Blob([right]));

function linesOf(result: TextDiff): readonly DiffLine[] {
  if (result.kind !== 'lines') throw new Error(result.kind);
  return result.lines;
}

const textOf = (pieces: readonly DiffPiece[]) => pieces.map(({ text }) => text).join('');

function sideOf(lines: readonly DiffLine[], side: 'left' | 'right'): readonly string[] {
  return lines.flatMap((line) => {
    if (line[side] === null) return [];
    if (line.kind === 'same') return [line.text];
    return [textOf(side === 'left' ? line.before : line.after)];
  });
}

test('a word that changed is marked in its line, on both sides', async () => {
  const lines = linesOf(await diff('mlflow==2.8.1\nnumpy==1.26.0\n', 'mlflow==2.8.1\nnumpy==2.0.1\n'));
  expect(lines[0]).toEqual({ kind: 'same', left: 0, right: 0, text: 'mlflow==2.8.1' });
  expect(lines[1]).toMatchObject({ kind: 'changed', left: 1, right: 1 });
  const changed = lines[1]?.kind === 'changed' ? lines[1] : null;
  expect(changed?.before[0]).toMatchObject({ text: expect.stringContaining('numpy=='), changed: false });
  expect(changed?.after.some((piece) => piece.changed && piece.text.includes('2'))).toBe(true);
});

test('lines that are only on one side stand beside nothing', async () => {
  const lines = linesOf(await diff('a\nb\nc', 'a\nc\nd'));
  expect(lines.map((line) => [line.kind, line.left, line.right])).toEqual([
    ['same', 0, 0],
    ['changed', 1, null],
    ['same', 2, 1],
    ['changed', null, 2],
  ]);
});

test('line ends and a byte order mark of UTF-16 are no differences', async () => {
  const utf16 = new Blob([Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62, 0)]);
  const result = await diffTexts(utf16, new Blob(['a\r\nb\r\n']));
  expect(linesOf(result).map((line) => line.kind)).toEqual(['same', 'same']);
});

test('what is too large says so', async () => {
  expect(await diff('x'.repeat(5 * 1024 * 1024 + 1), '')).toEqual({ kind: 'too-large' });
  expect(await diff('x\n'.repeat(100_001), '')).toEqual({ kind: 'too-large' });
});

test('texts without anything in common end in time', async () => {
  const made = (seed: number) => Array.from({ length: 60_000 }, (_, i) => `${seed} ${i}`).join('\n');
  const startedMs = performance.now();
  const result = await diff(made(1), made(2));
  expect(['lines', 'too-different']).toContain(result.kind);
  expect(performance.now() - startedMs).toBeLessThan(9_000);
});

test('both texts can be read back from any difference', async () => {
  const line = fc.stringMatching(/^[ab .=]{0,6}$/);
  const lines = fc.array(line, { maxLength: 12 }).filter((all) => all.at(-1) !== '');
  await fc.assert(
    fc.asyncProperty(lines, lines, async (left, right) => {
      const found = linesOf(await diff(left.join('\n'), right.join('\n')));
      expect(sideOf(found, 'left')).toEqual(left);
      expect(sideOf(found, 'right')).toEqual(right);
      for (const one of found) if (one.kind === 'same') expect(left[one.left]).toBe(right[one.right]);
    }),
    { numRuns: turns(500) },
  );
});
