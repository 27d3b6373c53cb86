import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toWorkspaceId } from '../../src/domain/ids.ts';
import type { ImportProgress } from '../../src/domain/import-report.ts';
import { ImportSession } from '../../workers/import/session.ts';

/** A lock that another tab holds: nothing is granted, an abort is heard. */
const heldElsewhere = {
  request: (_name: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

beforeEach(() => vi.stubGlobal('navigator', { locks: heldElsewhere }));
afterEach(() => vi.unstubAllGlobals());

test('an import that waits for another one can be cancelled', async () => {
  const session = new ImportSession();
  await session.inspect([{ kind: 'file', path: 'a.csv', file: new File(['step,loss\n1,2\n'], 'a.csv') }]);
  const phases: ImportProgress['phase'][] = [];
  const options = {
    workspace: toWorkspaceId('w'),
    label: 'a.csv',
    artifactBudgetBytes: 0,
    artifactLimitBytes: 0,
    layouts: {},
  };
  const running = session.run(options, ({ phase }) => phases.push(phase));
  await session.cancel();
  expect(await running).toMatchObject({ outcome: 'cancelled', newRuns: 0 });
  expect(phases).toEqual(['waiting']);
});
