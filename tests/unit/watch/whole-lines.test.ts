import { expect, it } from 'vitest';
import { wholeLines } from '../../../workers/watch/folder/whole-lines.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

async function taken(path: string, content: string): Promise<string> {
  const { file } = await wholeLines(makeMemoryFile(path, content));
  return new TextDecoder().decode(await file.slice(0, file.sizeBytes));
}

it.each([
  ['metrics.csv', 'step,loss\n1,0.25\n2,0.1', 'step,loss\n1,0.25\n'],
  ['metrics.csv', 'step,loss\n1,0.25\n', 'step,loss\n1,0.25\n'],
  ['plots/metrics/loss.tsv', 'step\tloss\r\n1\t0', 'step\tloss\r\n'],
  ['metrics.csv', 'step,lo', 'step,lo'],
  ['history.json', '{"loss": [1,\n2', '{"loss": [1,\n2'],
])('half a line at the end of %s is left: %j', async (path, content, whole) => {
  expect(await taken(path, content)).toBe(whole);
});

it('a line of many kilobytes without an end is left too', async () => {
  expect(await taken('wide.csv', `a,b\n${'1,'.repeat(20_000)}`)).toBe('a,b\n');
});

it.each([
  ['step\tloss\n1\t0.5\n2\t0.25', 'row'],
  ['step\tloss\n1\t0.5\n2\t', 'part'],
  ['step\tloss\n1\t0.5\n2', 'part'],
  ['step\tlo', 'nothing'],
  ['step\tloss\n1\t0.5\n', 'nothing'],
])('what is left of %j is %s', async (content, left) => {
  expect((await wholeLines(makeMemoryFile('loss.tsv', content))).left).toBe(left);
});
