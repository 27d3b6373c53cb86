import { afterEach, expect, test, vi } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';

// Yjs keeps the clock that it finds when it is loaded.
const clock = vi.hoisted(() => {
  const real = Date.now;
  const shift = { ms: 0 };
  Date.now = () => real() + shift.ms;
  return shift;
});
const { WorkspaceDocs } = await import('../../src/sync/workspace-docs.ts');

afterEach(() => {
  clock.ms = 0;
});

test('a clock that was set back does not make one step of two', () => {
  const docs = new WorkspaceDocs();
  const run = toRunKey('a');
  docs.rename(run, 'first');
  clock.ms = -3_600_000;
  docs.rename(run, 'second');
  docs.undo();
  expect(docs.project().runs.get(run)?.name).toBe('first');
  docs.undo();
  expect(docs.project().runs.get(run)?.name).toBeUndefined();
  docs.setNote(run, 'one');
  clock.ms = -7_200_000;
  docs.setNote(run, 'two');
  docs.undo();
  expect(docs.project().runs.get(run)?.note).toBe('one');
});
