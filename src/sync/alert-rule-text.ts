import * as v from 'valibot';
import {
  type AlertRule,
  MOST_IN_A_ROW,
  MOST_MINUTES,
  MOST_WINDOW_POINTS,
} from '../domain/alerts/alert-rule.ts';
import { toRuleId } from '../domain/ids.ts';

const MAX_RULE_TEXT = 20_000;
/** The greatest time that a Date can hold. */
const MAX_TIME_MS = 8.64e15;

const short = v.pipe(v.string(), v.maxLength(1000));
const filled = v.pipe(short, v.minLength(1));
const filter = v.pipe(v.string(), v.maxLength(5000));
const finite = v.pipe(v.number(), v.finite());
const direction = v.picklist(['lower', 'higher']);
/** Whole numbers of points or runs. */
const atLeast = (least: number, most = MOST_IN_A_ROW) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const positive = v.pipe(finite, v.gtValue(0));

const condition = v.variant('kind', [
  v.object({ kind: v.literal('matches'), filter: v.pipe(filter, v.minLength(1)) }),
  v.object({
    kind: v.literal('threshold'),
    metric: filled,
    is: v.picklist(['above', 'below']),
    bound: finite,
    inARow: atLeast(1),
  }),
  v.object({ kind: v.literal('not-finite'), metric: short }),
  v.object({
    kind: v.literal('diverging'),
    metric: filled,
    direction,
    points: atLeast(1, MOST_WINDOW_POINTS),
    factor: v.pipe(finite, v.minValue(1)),
  }),
  v.object({
    kind: v.literal('flat'),
    metric: filled,
    direction,
    steps: positive,
    tolerance: v.pipe(finite, v.minValue(0), v.maxValue(1)),
  }),
  v.object({ kind: v.literal('silent'), minutes: v.pipe(positive, v.maxValue(MOST_MINUTES)) }),
  v.object({ kind: v.literal('ended'), how: v.picklist(['finished', 'failed', 'any']) }),
  v.object({
    kind: v.literal('best'),
    metric: filled,
    direction,
    when: v.picklist(['any-point', 'ended']),
  }),
  v.object({ kind: v.literal('rule-broken'), rule: v.pipe(short, v.transform(toRuleId)) }),
  v.object({ kind: v.literal('dataset-changed'), dataset: short }),
  v.object({
    kind: v.literal('drift'),
    metric: filled,
    model: filled,
    stage: filled,
    measure: v.picklist(['psi', 'ks']),
    limit: positive,
    runs: atLeast(5),
  }),
]);

const rule = v.object({
  title: short,
  enabled: v.boolean(),
  scope: filter,
  condition,
  sinceMs: v.pipe(finite, v.minValue(0), v.maxValue(MAX_TIME_MS)),
});

/** A rule as one text, so that two people's changes of it never mix into a third rule. */
export function writeAlertRule(made: AlertRule): string {
  return JSON.stringify(made);
}

/** Null for what is no alert rule that this Cairn knows. */
export function readAlertRule(raw: unknown): AlertRule | null {
  if (typeof raw !== 'string' || raw.length > MAX_RULE_TEXT) return null;
  try {
    const parsed = v.safeParse(rule, JSON.parse(raw));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
