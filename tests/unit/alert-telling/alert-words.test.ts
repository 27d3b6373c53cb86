import { expect, it } from 'vitest';
import { alertAddress } from '../../../src/domain/alerts/alert-address.ts';
import { alertWords } from '../../../src/state/alert-words.ts';
import { failedAlert, NAN, nanAlert, RULES } from './made-alerts.ts';

const words = (...alerts: Parameters<typeof alertWords>[0]) => alertWords(alerts, RULES, new Map());

it('one alert is its sentence, under the name of its rule, and leads to the very step', () => {
  expect(words(nanAlert('a'))).toEqual({
    tag: 'a',
    title: 'Loss is NaN',
    text: 'loss of run “quick-fox” was NaN at step 1,200.',
    address: '/runs/run-of-a?metric=loss&step=1200',
  });
});

it('several are counted by rule, most first, and lead to the list', () => {
  expect(words(failedAlert('a'), nanAlert('b'), nanAlert('c'))).toEqual({
    tag: 'cairn-alerts',
    title: '3 alerts',
    text: 'Loss is NaN (2), A run fails or is killed (1).',
    address: '/alerts',
  });
  expect(words(nanAlert('b'), nanAlert('c', { leftOut: 500 }))).toMatchObject({
    title: '501 alerts',
    text: 'Loss is NaN (501).',
    address: `/alerts?rule=${NAN}`,
  });
});

it('an alert of a rule that is gone is told all the same', () => {
  expect(alertWords([nanAlert('a')], new Map(), new Map()).title).toBe('Alert');
});

it('names of runs and metrics stay what they are in addresses', () => {
  const strange = nanAlert('a', { run: 'a/b?c#d' as never, metric: 'val/loss & more=1' });
  expect(alertAddress(strange)).toBe('/runs/a%2Fb%3Fc%23d?metric=val%2Floss%20%26%20more%3D1&step=1200');
  expect(alertAddress(nanAlert('a', { step: null }))).toBe('/runs/run-of-a?metric=loss');
  expect(alertAddress(failedAlert('a'))).toBe('/runs/run-of-a');
  const ofModel = { run: null, kind: 'drift' as const, about: 'taxi model' };
  expect(alertAddress(nanAlert('a', ofModel))).toBe('/models/taxi%20model');
  expect(alertAddress(nanAlert('a', { run: null, kind: 'rule-broken' }))).toBe('/rules');
});
