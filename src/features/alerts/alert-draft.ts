import { formatCount } from '../../base/format.ts';
import {
  type AlertCondition,
  type AlertRule,
  MOST_IN_A_ROW,
  MOST_MINUTES,
  MOST_WINDOW_POINTS,
} from '../../domain/alerts/alert-rule.ts';
import { usualLimit } from '../../domain/alerts/usual-limit.ts';
import { conditionText } from '../../domain/alerts/webhook.ts';
import { parseFilter } from '../../domain/filter/parse.ts';
import { type RuleId, toRuleId } from '../../domain/ids.ts';
import type { MetricDirection } from '../../domain/metric-direction.ts';
import { readAlertRule, writeAlertRule } from '../../sync/alert-rule-text.ts';

export type AlertKind = AlertCondition['kind'];

/** The longest texts that a rule may have (`sync/alert-rule-text.ts`). */
export const MOST_SHORT = 1000;
export const MOST_FILTER = 5000;

/** A rule while it is written: numbers as typed, and what was typed for one kind stays while another is looked at. */
export interface AlertDraft {
  readonly kind: AlertKind;
  readonly title: string;
  readonly scope: string;
  readonly enabled: boolean;
  readonly metric: string;
  /** null until somebody says: as the metric's name does. */
  readonly is: 'above' | 'below' | null;
  readonly bound: string;
  readonly inARow: string;
  /** As `is`. */
  readonly direction: MetricDirection | null;
  readonly points: string;
  /** Per cent that a mean is worse than the best. */
  readonly worseBy: string;
  readonly steps: string;
  /** Per cent of the best that counts as better. */
  readonly tolerance: string;
  readonly minutes: string;
  readonly how: 'finished' | 'failed' | 'any';
  readonly when: 'any-point' | 'ended';
  readonly filter: string;
  readonly rule: RuleId | '';
  readonly dataset: string;
  readonly model: string;
  readonly stage: string;
  readonly measure: 'psi' | 'ks';
  /** null until somebody says: what is usual for the measure and so many runs. */
  readonly limit: string | null;
  readonly runs: string;
}

export const NEW_ALERT: AlertDraft = {
  kind: 'threshold',
  title: '',
  scope: '',
  enabled: true,
  metric: '',
  is: null,
  bound: '',
  inARow: '1',
  direction: null,
  points: '20',
  worseBy: '50',
  steps: '1000',
  tolerance: '0.1',
  minutes: '10',
  how: 'failed',
  when: 'ended',
  filter: '',
  rule: '',
  dataset: '',
  model: '',
  stage: 'Production',
  measure: 'ks',
  limit: null,
  runs: '20',
};

export function toDraft({ title, scope, enabled, condition }: AlertRule): AlertDraft {
  const draft = { ...NEW_ALERT, kind: condition.kind, title, scope, enabled };
  switch (condition.kind) {
    case 'threshold': {
      const { metric, is, bound, inARow } = condition;
      return { ...draft, metric, is, bound: String(bound), inARow: String(inARow) };
    }
    case 'diverging': {
      const { metric, direction, points, factor } = condition;
      return { ...draft, metric, direction, points: String(points), worseBy: percent(factor - 1) };
    }
    case 'flat': {
      const { metric, direction, steps, tolerance } = condition;
      return { ...draft, metric, direction, steps: String(steps), tolerance: percent(tolerance) };
    }
    case 'silent':
      return { ...draft, minutes: String(condition.minutes) };
    case 'drift': {
      const { limit, runs, ...rest } = condition;
      return { ...draft, ...rest, limit: String(limit), runs: String(runs) };
    }
    default:
      return { ...draft, ...condition };
  }
}

/** Null while something is missing or wrong: `draftFault` says what. `before`: what is being changed. */
export function toAlertRule(
  draft: AlertDraft,
  directionOf: (metric: string) => MetricDirection | null,
  nowMs: number,
  before: AlertRule | null = null,
): AlertRule | null {
  if (draftFault(draft, nowMs) !== null) return null;
  const rule = readAlertRule(
    writeAlertRule({
      title: draft.title.trim(),
      enabled: draft.enabled,
      scope: draft.scope.trim(),
      condition: toCondition(draft, directionOf),
      sinceMs: nowMs,
    }),
  );
  const isSame = rule && before?.enabled && conditionText(rule) === conditionText(before);
  return isSame ? { ...rule, sinceMs: before.sinceMs } : rule;
}

function toCondition(
  draft: AlertDraft,
  directionOf: (metric: string) => MetricDirection | null,
): AlertCondition {
  const metric = draft.metric.trim();
  const direction = draft.direction ?? directionOf(metric) ?? 'lower';
  switch (draft.kind) {
    case 'matches':
      return { kind: 'matches', filter: draft.filter.trim() };
    case 'threshold': {
      const is = draft.is ?? (direction === 'lower' ? 'above' : 'below');
      return { kind: 'threshold', metric, is, bound: toNumber(draft.bound), inARow: toNumber(draft.inARow) };
    }
    case 'not-finite':
      return { kind: 'not-finite', metric };
    case 'diverging': {
      const factor = 1 + toNumber(draft.worseBy) / 100;
      return { kind: 'diverging', metric, direction, points: toNumber(draft.points), factor };
    }
    case 'flat': {
      const tolerance = toNumber(draft.tolerance) / 100;
      return { kind: 'flat', metric, direction, steps: toNumber(draft.steps), tolerance };
    }
    case 'silent':
      return { kind: 'silent', minutes: toNumber(draft.minutes) };
    case 'ended':
      return { kind: 'ended', how: draft.how };
    case 'best':
      return { kind: 'best', metric, direction, when: draft.when };
    case 'rule-broken':
      return { kind: 'rule-broken', rule: toRuleId(draft.rule) };
    case 'dataset-changed':
      return { kind: 'dataset-changed', dataset: draft.dataset.trim() };
    case 'drift': {
      const { measure } = draft;
      const about = { metric, model: draft.model.trim(), stage: draft.stage.trim() };
      const limit = toNumber(limitOf(draft));
      return { kind: 'drift', ...about, measure, limit, runs: toNumber(draft.runs) };
    }
  }
}

/** What keeps the draft from being a rule: '' for something that was only not filled in yet, null for nothing. */
export function draftFault(draft: AlertDraft, nowMs: number): string | null {
  const scope = draft.scope.trim();
  // The field itself explains the mistake.
  if (hasScope(draft.kind) && scope !== '' && parseFilter(scope, nowMs).mistake !== null) return '';
  switch (draft.kind) {
    case 'matches':
      if (draft.filter.trim() === '') return '';
      return parseFilter(draft.filter.trim(), nowMs).mistake === null ? null : '';
    case 'threshold':
      return (
        missing(draft.metric) ??
        (draft.bound.trim() === '' ? '' : null) ??
        numberFault(draft.bound, 'The bound') ??
        countFault(draft.inARow, 'Points in a row', 1)
      );
    case 'diverging':
      return (
        missing(draft.metric) ??
        countFault(draft.points, 'Points in a window', 1, MOST_WINDOW_POINTS) ??
        numberFault(draft.worseBy, 'How much worse', 0)
      );
    case 'flat':
      return (
        missing(draft.metric) ??
        positiveFault(draft.steps, 'Steps') ??
        numberFault(draft.tolerance, 'What counts as better', 0, 100)
      );
    case 'silent':
      return positiveFault(draft.minutes, 'Minutes', MOST_MINUTES);
    case 'best':
      return missing(draft.metric);
    case 'drift':
      return (
        missing(draft.model) ??
        missing(draft.metric) ??
        missing(draft.stage) ??
        positiveFault(limitOf(draft), 'The limit') ??
        countFault(draft.runs, 'Runs in a window', 5)
      );
    case 'not-finite':
    case 'ended':
    case 'rule-broken':
    case 'dataset-changed':
      return null;
  }
}

export function limitOf({ limit, measure, runs }: Pick<AlertDraft, 'limit' | 'measure' | 'runs'>): string {
  return limit ?? String(usualLimit(measure, toNumber(runs)));
}

/** Whether a rule of this kind asks which runs it is about. */
export function hasScope(kind: AlertKind): boolean {
  return kind !== 'rule-broken' && kind !== 'drift';
}

/** NaN for what is no number. */
export function toNumber(typed: string): number {
  const text = typed.trim();
  return text === '' ? Number.NaN : Number(text);
}

function missing(text: string): '' | null {
  return text.trim() === '' ? '' : null;
}

function numberFault(typed: string, name: string, least = -Infinity, most = Infinity): string | null {
  const value = toNumber(typed);
  if (!Number.isFinite(value))
    return typed.trim() === '' ? '' : `${name}: “${typed.trim()}” is not a number.`;
  if (value < least) return `${name} cannot be less than ${least}.`;
  return value > most ? `${name} cannot be more than ${formatCount(most)}.` : null;
}

function positiveFault(typed: string, name: string, most = Infinity): string | null {
  const fault = numberFault(typed, name, -Infinity, most);
  return fault ?? (toNumber(typed) > 0 ? null : `${name} must be more than 0.`);
}

function countFault(typed: string, name: string, least: number, most = MOST_IN_A_ROW): string | null {
  const fault = numberFault(typed, name, least, most);
  return fault ?? (Number.isInteger(toNumber(typed)) ? null : `${name} must be a whole number.`);
}

/** 0.1 + 0.2 is nothing that anybody typed. */
function percent(share: number): string {
  return String(Number((share * 100).toPrecision(12)));
}
