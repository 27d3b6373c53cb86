import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toWorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { FactReader } from '../../../workers/query/fact-reader.ts';
import { LiveOverlay } from '../../../workers/query/live/live-overlay.ts';
import { LiveSession } from '../../support/live-session.ts';
import { MadeTraining } from '../../support/made-training.ts';
import { ALL_RUNS_QUERY, onlyRuns } from '../../support/questions.ts';

let store: FactStore;
let live: LiveSession;
let workspace = toWorkspaceId('');

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  live = new LiveSession();
});
afterEach(() => {
  vi.restoreAllMocks();
  live.close();
  store.close();
});

/** What is asked for once has its answer, and then something happens before whoever asked goes on. */
function meanwhile<Args extends unknown[], Result>(
  ask: (...args: Args) => Promise<Result>,
  happens: () => Promise<unknown>,
): (...args: Args) => Promise<Result> {
  return async function (this: unknown, ...args) {
    const result = await ask.apply(this, args);
    await happens();
    return result;
  };
}

async function shown() {
  const { table, rowCount } = await live.session.table(ALL_RUNS_QUERY);
  const rows = onlyRuns(await live.session.rows(table, 0, rowCount, ['status', 'metrics.loss']));
  return rows.map(({ run, cells }) => [run, ...cells]);
}

describe('while new facts are opened', () => {
  test('a run that is told for the first time has one row', async () => {
    const training = new MadeTraining();
    await live.open(workspace);
    training.log(training.start('a'), 'loss', [[0, 1, 5]]);
    await training.commit(store);
    const { changesSince } = FactReader.prototype;
    const told = meanwhile(changesSince, () => live.tell(training.sent(true)));
    vi.spyOn(FactReader.prototype, 'changesSince').mockImplementationOnce(told);
    await live.session.open(workspace);
    expect(await shown()).toEqual([['a', 'running', 5]]);
  });

  test.each([
    ['beside what was there', false],
    ['into a table of its own', true],
  ])('what a run tells is not lost: %s', async (_, isAnew) => {
    const training = new MadeTraining();
    const run = training.start('a');
    training.log(run, 'loss', [[0, 1, 5]]);
    await training.commit(store);
    await live.open(workspace);
    await live.tell(training.sent(true));
    if (isAnew) vi.spyOn(FactReader.prototype, 'changesSince').mockResolvedValueOnce(null);
    const grown = meanwhile(LiveOverlay.prototype.prepare, () => {
      training.log(run, 'loss', [[1, 2, 7]]);
      return live.tell(training.sent());
    });
    vi.spyOn(LiveOverlay.prototype, 'prepare').mockImplementationOnce(grown);
    await live.session.open(workspace);
    await vi.waitFor(async () => expect(await shown()).toEqual([['a', 'running', 7]]), 3000);
  });
});
