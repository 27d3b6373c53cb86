import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertCondition } from '../../../src/domain/alerts/alert-rule.ts';
import { AlertWorkspace } from '../../support/alert-workspace.ts';
import { turns } from '../../support/turns.ts';

const RULES: readonly AlertCondition[] = [
  { kind: 'threshold', metric: '*', is: 'above', bound: 2, inARow: 2 },
  { kind: 'not-finite', metric: '' },
  { kind: 'diverging', metric: 'loss', direction: 'lower', points: 2, factor: 1.5 },
  { kind: 'flat', metric: 'loss', direction: 'lower', steps: 4, tolerance: 0.01 },
  { kind: 'best', metric: 'loss', direction: 'lower', when: 'any-point' },
  { kind: 'best', metric: 'acc', direction: 'higher', when: 'ended' },
  { kind: 'ended', how: 'any' },
];

const values = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, Number.NaN, Number.POSITIVE_INFINITY), {
  maxLength: 30,
});

/** Live in steps of any size, or stored as a whole: other devices and other visits must call a thing by one name. */
test('what is told of a run as it grows is told of it as it is stored, under the same names', async () => {
  const cuts = fc.array(fc.nat(30), { maxLength: 5 });
  const sinceMs = fc.constantFrom(0, 5 * 60_000, 15 * 60_000);
  await fc.assert(
    fc.asyncProperty(values, values, cuts, sinceMs, async (loss, acc, ends, since) => {
      const workspace = new AlertWorkspace();
      for (const [at, rule] of RULES.entries()) workspace.setRule(`rule-${at}`, rule, { sinceMs: since });
      await workspace.import([{ id: 'first', startMs: -9, endMs: 1, series: { loss: [2], acc: [3] } }], 1);
      const live: string[] = [];
      const run = (to: number) => ({
        id: 'a',
        startMs: 0,
        series: { loss: loss.slice(0, to), acc: acc.slice(0, to) },
      });
      let nowMs = 1;
      for (const end of [...ends, 30].sort((a, b) => a - b)) {
        nowMs += 1;
        workspace.live = [{ ...run(end), status: 'running' }];
        live.push(...(await workspace.check(nowMs)).map(({ id }) => id));
      }
      workspace.live = [];
      const whole = { ...run(30), endMs: 40 * 60_000 };
      await workspace.import([whole], 3);
      live.push(...(await workspace.check(nowMs + 1)).map(({ id }) => id));
      workspace.visitAgain(true);
      const stored = (await workspace.check(nowMs + 2)).map(({ id }) => id);
      workspace.close();
      expect(new Set(live).size).toBe(live.length);
      expect(live.sort()).toEqual(stored.sort());
    }),
    { numRuns: turns(60) },
  );
});
