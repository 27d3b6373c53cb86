import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toWorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { LiveSession } from '../../support/live-session.ts';
import { MadeTraining } from '../../support/made-training.ts';
import { ALL_RUNS_QUERY, onlyRuns } from '../../support/questions.ts';

const BY_START = { column: 'started', descending: true };
/** Imports of tests are made at 1. */
const LONG_AGO = 0;

/** Groups of one run each, in their order. */
async function groupOrder(live: LiveSession, descending = true) {
  const query = { ...ALL_RUNS_QUERY, sort: [{ ...BY_START, descending }], groupBy: ['run'] };
  const { table, rowCount } = await live.session.table(query);
  const rows = await live.session.rows(table, 0, rowCount, ['started']);
  return rows.flatMap((row) => (row.kind === 'run' ? [row.run] : []));
}

async function order(live: LiveSession, descending = true) {
  const query = { ...ALL_RUNS_QUERY, sort: [{ ...BY_START, descending }] };
  const { table, rowCount } = await live.session.table(query);
  return onlyRuns(await live.session.rows(table, 0, rowCount, ['started'])).map(({ run, cells }) => [
    run,
    cells[0],
  ]);
}

test('a run that does not say when it began stands where it came, not below all others', async () => {
  const workspace = toWorkspaceId(crypto.randomUUID());
  const store = new FactStore(workspace);
  const live = new LiveSession();
  const nowMs = Date.now();
  const old = new MadeTraining();
  old.start('last-year', { startMs: LONG_AGO });
  await old.commit(store);
  await live.open(workspace);
  const training = new MadeTraining('w2');
  const run = training.start('watched', { startMs: null });
  training.log(run, 'loss', [[0, nowMs, 1]]);
  await live.tell(training.sent());
  const shown = [
    ['watched', null],
    ['last-year', LONG_AGO],
  ];
  expect(await order(live)).toEqual(shown);
  expect(await order(live, false)).toEqual(shown.toReversed());
  expect(await groupOrder(live)).toEqual(['watched', 'last-year']);
  expect(await groupOrder(live, false)).toEqual(['last-year', 'watched']);
  live.close();
  // Stored, and nobody watches it any more.
  await training.commit(store);
  const later = new LiveSession();
  await later.open(workspace);
  expect(await order(later)).toEqual(shown);
  later.close();
  store.close();
});
