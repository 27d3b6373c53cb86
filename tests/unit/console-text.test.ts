import { expect, test } from 'vitest';
import { toHash } from '../../src/domain/ids.ts';
import {
  cleanLine,
  findLines,
  MOST_LINES,
  toConsoleLines,
} from '../../src/features/run/console/console-text.ts';
import { consoleArtifact } from '../../src/features/run/console/stored-console.ts';

test('a progress bar that writes over its line is its last state', () => {
  expect(toConsoleLines('epoch 1\n 10%|#   |\r 50%|##  |\r100%|####|\nepoch 2\r\n')).toEqual([
    'epoch 1',
    '100%|####|',
    'epoch 2',
  ]);
});

test('colours and control characters of a terminal are left out', () => {
  expect(cleanLine('\u001b[1;32mINFO\u001b[0m loss\t0.5\u0007')).toBe('INFO loss\t0.5');
  expect(cleanLine('\u001b]0;title\u0007after')).toBe('after');
  expect(cleanLine('cut \u001b[')).toBe('cut ');
  expect(cleanLine('\u001b')).toBe('');
});

test('of a long log the end is shown, and of a long line the beginning', () => {
  const lines = toConsoleLines(Array.from({ length: MOST_LINES + 5 }, (_, i) => `line ${i}`).join('\n'));
  expect(lines).toHaveLength(MOST_LINES);
  expect(lines[0]).toBe('line 5');
  expect(cleanLine('x'.repeat(1_000_000)).length).toBeLessThan(10_000);
});

test('search keeps lines that contain the words, whatever the case', () => {
  expect(findLines(['Loss 1', 'acc 2', 'LOSS 3'], ' loss ')).toEqual(['Loss 1', 'LOSS 3']);
  expect(findLines(['a'], '')).toEqual(['a']);
});

test('the console of a run is the log nearest to the top', () => {
  const entry = (path: string) => ({ path, sizeBytes: 1, chunks: [toHash('a'.repeat(64))] });
  const found = consoleArtifact([entry('deep/er/output.log'), entry('files/output.log'), entry('model.pkl')]);
  expect(found?.path).toBe('files/output.log');
  expect(consoleArtifact([entry('my-output.log')])).toBeUndefined();
});
