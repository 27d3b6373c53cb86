import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AlertGather, type GatheredAlerts } from '../../../src/state/alert-gather.ts';
import { nanAlert } from './made-alerts.ts';

const said: GatheredAlerts[] = [];
let gather: AlertGather;
beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
  gather = new AlertGather((gathered) => said.push(gathered));
});
afterEach(() => vi.useRealTimers());

const told = (id: string, part = {}) => ({ alerts: [nanAlert(id)], isAgain: false, leads: true, ...part });
const heard = () =>
  said.map(({ alerts, forAllTabs, toSend }) =>
    [alerts, forAllTabs, toSend].map((list) => list.map(({ id }) => id)),
  );

it('says the first at once, and what comes every two seconds as one in ten', () => {
  for (let at = 0; at < 11; at++) {
    gather.hear(told(`a${at}`));
    vi.advanceTimersByTime(2000);
  }
  const groups = [['a0'], ['a1', 'a2', 'a3', 'a4'], ['a5', 'a6', 'a7', 'a8', 'a9']];
  expect(heard()).toEqual(groups.map((ids) => [ids, ids, ids]));
  vi.advanceTimersByTime(60_000);
  expect(said.flatMap(({ alerts }) => alerts)).toHaveLength(11);
  gather.hear(told('b'));
  expect(heard().at(-1)).toEqual([['b'], ['b'], ['b']]);
});

it('sends on only what is new and this tab has found', () => {
  gather.hear(told('a', { isAgain: true }));
  gather.hear(told('b', { leads: false }));
  gather.hear(told('c'));
  vi.advanceTimersByTime(10_000);
  expect(heard()).toEqual([
    [['a'], ['a'], []],
    [['b', 'c'], ['c'], ['c']],
  ]);
});

it('of a workspace that was left nothing is said', () => {
  gather.hear(told('a'));
  gather.hear(told('b'));
  gather.drop();
  vi.advanceTimersByTime(10_000);
  expect(heard()).toHaveLength(1);
  gather.stop();
});
