import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertCondition, AlertRule } from '../../../src/domain/alerts/alert-rule.ts';
import { metricDirection } from '../../../src/domain/metric-direction.ts';
import {
  type AlertDraft,
  draftFault,
  NEW_ALERT,
  toAlertRule,
  toDraft,
} from '../../../src/features/alerts/alert-draft.ts';
import { presetRules } from '../../../src/features/alerts/preset-rules.ts';
import { trialText } from '../../../src/features/alerts/trial-text.ts';

const NOW_MS = 1_760_000_000_000;
const make = (part: Partial<AlertDraft>, before: AlertRule | null = null) =>
  toAlertRule({ ...NEW_ALERT, ...part }, metricDirection, NOW_MS, before);

const name = fc.stringMatching(/^[a-z*/]{1,12}$/);
const direction = fc.constantFrom('lower' as const, 'higher' as const);
const count = fc.integer({ min: 5, max: 5000 });
/** As people type them: a few decimals. */
const tenths = (least: number, most: number) => fc.integer({ min: least, max: most }).map((n) => n / 10);

const CONDITIONS: fc.Arbitrary<AlertCondition> = fc.oneof(
  fc.record({
    kind: fc.constant('threshold' as const),
    metric: name,
    is: fc.constantFrom('above' as const, 'below' as const),
    bound: fc.double({ noNaN: true, noDefaultInfinity: true }).map((bound) => bound + 0),
    inARow: count,
  }),
  fc.record({ kind: fc.constant('not-finite' as const), metric: fc.oneof(name, fc.constant('')) }),
  fc.record({
    kind: fc.constant('diverging' as const),
    metric: name,
    direction,
    points: count,
    factor: tenths(10, 1000),
  }),
  fc.record({
    kind: fc.constant('flat' as const),
    metric: name,
    direction,
    steps: count,
    tolerance: tenths(0, 10),
  }),
  fc.record({ kind: fc.constant('silent' as const), minutes: tenths(1, 6000) }),
  fc.record({
    kind: fc.constant('best' as const),
    metric: name,
    direction,
    when: fc.constantFrom('any-point' as const, 'ended' as const),
  }),
  fc.record({
    kind: fc.constant('ended' as const),
    how: fc.constantFrom('failed' as const, 'finished' as const, 'any' as const),
  }),
  fc.record({
    kind: fc.constant('drift' as const),
    metric: name,
    model: name,
    stage: fc.constant('Production'),
    measure: fc.constantFrom('psi' as const, 'ks' as const),
    limit: tenths(1, 100),
    runs: count,
  }),
);

describe('a rule that is edited', () => {
  it('and saved as it was is the rule that it was', () => {
    fc.assert(
      fc.property(CONDITIONS, fc.boolean(), (condition, enabled) => {
        const rule: AlertRule = {
          title: 'a rule',
          enabled,
          scope: "params.lr = '0.1'",
          condition,
          sinceMs: 5,
        };
        const saved = toAlertRule(toDraft(rule), metricDirection, NOW_MS, rule);
        // -0 is 0 as text.
        const bare = JSON.parse(JSON.stringify(rule));
        expect(saved).toEqual({ ...bare, sinceMs: enabled ? 5 : NOW_MS });
      }),
      { numRuns: 300 },
    );
  });

  it('starts anew where it asks for something else or is switched on, and not where it is only renamed', () => {
    const before = make({ metric: 'loss', bound: '1' });
    const old = before && { ...before, sinceMs: 5 };
    const again = (part: Partial<AlertDraft>, of = old) =>
      of && toAlertRule({ ...toDraft(of), ...part }, metricDirection, NOW_MS, of)?.sinceMs;
    expect(again({ title: 'another' })).toBe(5);
    expect(again({ bound: '2' })).toBe(NOW_MS);
    expect(again({ scope: "tags.team = 'a'" })).toBe(NOW_MS);
    expect(again({ enabled: true }, old && { ...old, enabled: false })).toBe(NOW_MS);
  });
});

describe('a new rule', () => {
  it('takes the side that is worse by the name of the metric, until somebody says otherwise', () => {
    expect(make({ metric: 'val_loss', bound: '1' })?.condition).toMatchObject({ is: 'above' });
    expect(make({ metric: 'val_accuracy', bound: '1' })?.condition).toMatchObject({ is: 'below' });
    expect(make({ metric: 'val_accuracy', bound: '1', is: 'above' })?.condition).toMatchObject({
      is: 'above',
    });
    expect(make({ kind: 'best', metric: 'val_accuracy' })?.condition).toMatchObject({ direction: 'higher' });
  });

  const faults: readonly (readonly [string, Partial<AlertDraft>, string | null])[] = [
    ['nothing is said while it is not filled in', {}, ''],
    ['a bound that is no number', { metric: 'a', bound: '1,5' }, 'The bound: “1,5” is not a number.'],
    ['no point in a row', { metric: 'a', bound: '1', inARow: '0' }, 'Points in a row cannot be less than 1.'],
    ['half a point', { metric: 'a', bound: '1', inARow: '1.5' }, 'Points in a row must be a whole number.'],
    ['an infinite bound', { metric: 'a', bound: 'Infinity' }, 'The bound: “Infinity” is not a number.'],
    ['no time at all', { kind: 'silent', minutes: '0' }, 'Minutes must be more than 0.'],
    ['a filter with a mistake, which its field explains', { kind: 'matches', filter: 'metrics.a <' }, ''],
    ['a scope with a mistake', { kind: 'ended', scope: 'metrics.a <' }, ''],
    ['a scope that is not asked for', { kind: 'rule-broken', scope: 'metrics.a <' }, null],
    [
      'few runs',
      { kind: 'drift', metric: 'a', model: 'm', runs: '4' },
      'Runs in a window cannot be less than 5.',
    ],
  ];
  it.each(faults)('%s', (_, part, fault) => {
    expect(draftFault({ ...NEW_ALERT, ...part }, NOW_MS)).toBe(fault);
    if (fault !== null) expect(make(part)).toBeNull();
  });

  it('is never more than a document takes', () => {
    expect(make({ metric: 'a', bound: '1', inARow: '1e9' })).toBeNull();
    expect(make({ kind: 'silent', minutes: '1e9' })).toBeNull();
  });
});

it('every ready rule is one', () => {
  for (const metrics of [[], [{ key: 'val/acc', direction: 'higher' as const }]]) {
    const presets = presetRules(metrics);
    expect(presets.map(({ draft }) => toAlertRule(draft, metricDirection, NOW_MS)?.condition.kind)).toEqual([
      'not-finite',
      'ended',
      'silent',
      'best',
    ]);
  }
  expect(presetRules([{ key: 'val/acc', direction: 'higher' }]).at(-1)?.label).toBe('Best val/acc so far');
});

it('a trial is said in words', () => {
  const trial = { runs: 12, fired: 3, examples: [], mistake: '' };
  expect(trialText(trial, '30')).toBe('Would have fired 3 times in the last 30 days (12 runs looked at).');
  expect(trialText({ ...trial, fired: 1 }, '365')).toBe(
    'Would have fired once in the last year (12 runs looked at).',
  );
  expect(trialText({ ...trial, fired: 0, runs: 1 }, 'ever')).toBe(
    'Would not have fired in all that is here (1 run looked at).',
  );
  expect(trialText({ ...trial, runs: 0, fired: 0 }, '30')).toBe('No run here is what it is about.');
  expect(trialText({ ...trial, mistake: 'Why.' }, '30')).toBe('Why.');
  expect(trialText(null, '30')).toBe('It could not be tried.');
});

describe('what is more than a rule can hold', () => {
  const huge: Readonly<Record<string, Partial<AlertDraft>>> = {
    'Points in a row cannot be more than 1,000,000.': { metric: 'loss', bound: '1', inARow: '1000001' },
    'Points in a window cannot be more than 10,000.': { kind: 'diverging', metric: 'loss', points: '10001' },
    'Minutes cannot be more than 527,040.': { kind: 'silent', minutes: '527040.5' },
    'Runs in a window cannot be more than 1,000,000.': {
      kind: 'drift',
      metric: 'loss',
      model: 'm',
      runs: '1000001',
    },
  };
  it.each(Object.entries(huge))('is said: %s', (said, part) => {
    expect(draftFault({ ...NEW_ALERT, ...part }, NOW_MS)).toBe(said);
  });

  it('whatever else is typed is a rule where nothing is said', () => {
    const typed = fc.oneof(
      fc.double().map(String),
      fc.constantFrom('1e9', '1e300', '10000', '1000000', '527040'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('threshold', 'diverging', 'flat', 'silent', 'drift'),
        fc.array(typed, { minLength: 8, maxLength: 8 }),
        (
          kind,
          [
            bound = '',
            inARow = '',
            points = '',
            worseBy = '',
            steps = '',
            minutes = '',
            limit = '',
            runs = '',
          ],
        ) => {
          const draft = { ...NEW_ALERT, kind, metric: 'loss', model: 'm' } as AlertDraft;
          const numbers = { bound, inARow, points, worseBy, steps, minutes, limit, runs };
          const whole = { ...draft, ...numbers };
          expect(toAlertRule(whole, metricDirection, NOW_MS) !== null).toBe(
            draftFault(whole, NOW_MS) === null,
          );
        },
      ),
    );
  });
});
