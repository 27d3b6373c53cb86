import { describe, expect, it } from 'vitest';
import { isAbort } from '../../src/base/abort.ts';
import { type Line, readLines } from '../../workers/import/source/lines.ts';
import { makeFile } from '../../workers/import/source/made-file.ts';
import type { SourceFile } from '../../workers/import/source.ts';

async function list(file: SourceFile, signal = new AbortController().signal): Promise<Line[]> {
  const found: Line[] = [];
  for await (const { lines } of readLines(file, signal)) found.push(...lines);
  return found;
}

describe('lines of a file', () => {
  it('have their number and place; empty ones are left out', async () => {
    const lines = await list(makeFile('x', 'é\r\n\nlast', 0));
    expect(lines).toEqual([
      { text: 'é', number: 1, byte: 0, isEnded: true },
      { text: 'last', number: 3, byte: 5, isEnded: false },
    ]);
  });

  it('go over the slices that a file is read in, also inside of a character', async () => {
    const long = 'ä'.repeat(700_000);
    const lines = await list(makeFile('x', `a${long}\nb\n${long}`, 0));
    expect(lines.map(({ text }) => text?.length)).toEqual([700_001, 1, 700_000]);
    expect(lines.map(({ byte }) => byte)).toEqual([0, 1_400_002, 1_400_004]);
    expect(lines.every(({ text }) => !text?.includes('\ufffd'))).toBe(true);
  });

  it('of more than 32 MiB are known to be there, and not held', async () => {
    const lines = await list(makeFile('x', `${'x'.repeat(33 * 1024 * 1024)}\nnext\n`, 0));
    expect(lines.map(({ text, number }) => [text, number])).toEqual([
      [null, 1],
      ['next', 2],
    ]);
  });

  it('end as cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(list(makeFile('x', 'a\n', 0), controller.signal)).rejects.toSatisfy(isAbort);
  });
});
