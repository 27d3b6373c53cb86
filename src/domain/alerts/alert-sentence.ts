import { formatCount, formatDuration, formatNumber, formatPlural } from '../../base/format.ts';
import type { RuleId } from '../ids.ts';
import { ruleName } from '../rules/breach-sentence.ts';
import type { Rule } from '../rules/rule.ts';
import type { Alert } from './alert.ts';
import type { AlertCondition, AlertRule } from './alert-rule.ts';

/** Longer names are cut: the thing itself is one click away. */
const MOST_SHOWN = 120;
const MINUTE_MS = 60_000;

/** An alert rule may be about one of them. */
type WorkspaceRules = ReadonlyMap<RuleId, Rule>;
const NO_RULES: WorkspaceRules = new Map();

/** As people call the rule, or what it waits for. */
export function alertRuleName(rule: AlertRule, rules: WorkspaceRules = NO_RULES): string {
  return rule.title.trim() || alertRuleWords(rule, rules);
}

/** The rule as a sentence without its full stop. */
export function alertRuleWords({ condition, scope }: AlertRule, rules: WorkspaceRules = NO_RULES): string {
  const words = conditionWords(condition, rules);
  const isOfRuns = condition.kind !== 'drift' && condition.kind !== 'rule-broken';
  return isOfRuns && scope.trim() !== '' ? `${words}, of runs with ${cut(scope.trim())}` : words;
}

/** What a rule waits for, beginning with a capital letter. */
export function conditionWords(condition: AlertCondition, rules: WorkspaceRules = NO_RULES): string {
  switch (condition.kind) {
    case 'matches':
      return `A run matches ${cut(condition.filter)}`;
    case 'threshold': {
      const { metric, is, bound, inARow } = condition;
      return `${cut(metric)} is ${is} ${formatNumber(bound)}${forPoints(inARow)}`;
    }
    case 'not-finite':
      return `${condition.metric === '' ? 'A metric' : cut(condition.metric)} is NaN or infinite`;
    case 'diverging': {
      const { metric, points, factor } = condition;
      return `${cut(metric)} gets worse than its best by ${formatNumber((factor - 1) * 100)} % over ${formatPlural(points, 'point')}`;
    }
    case 'flat': {
      const { metric, steps, tolerance } = condition;
      const by = tolerance > 0 ? ` by more than ${formatNumber(tolerance * 100)} %` : '';
      return `${cut(metric)} does not get better${by} for ${stepsText(steps)}`;
    }
    case 'silent':
      return `A run that is under way says nothing for ${minutesText(condition.minutes)}`;
    case 'ended':
      return { finished: 'A run finishes', failed: 'A run fails or is killed', any: 'A run ends' }[
        condition.how
      ];
    case 'best': {
      const { metric, when } = condition;
      return `A run ${when === 'ended' ? 'ends with' : 'reaches'} a better ${cut(metric)} than all before it in its experiment`;
    }
    case 'rule-broken': {
      const rule = condition.rule === '' ? undefined : rules.get(condition.rule);
      if (rule) return `Something does not keep the rule ${quoted(ruleName(rule))}`;
      return condition.rule === ''
        ? 'Something does not keep a rule'
        : 'Something does not keep a rule that is gone';
    }
    case 'dataset-changed': {
      const name = condition.dataset === '' ? 'a dataset' : `the dataset ${quoted(condition.dataset)}`;
      return `A run uses ${name} with other content than the run before it`;
    }
    case 'drift': {
      const { metric, model, stage, measure, limit, runs } = condition;
      return `${cut(metric)} of ${cut(model)} in ${cut(stage)} is distributed otherwise than at first (${measureName(measure)} above ${formatNumber(limit)}, ${formatPlural(runs, 'run')})`;
    }
  }
}

/** What happened, as a whole sentence. `rule`: as it is now; null where it is gone. */
export function alertSentence(alert: Alert, rule: AlertRule | null): string {
  if (alert.leftOut !== undefined) return leftOutSentence(alert.leftOut, rule);
  const condition = rule?.condition.kind === alert.kind ? rule.condition : null;
  const { metric, value, against } = alert;
  const ofRun = `${cut(metric)} of run ${quoted(alert.runName)}`;
  const run = `Run ${quoted(alert.runName)}`;
  const number = (one: number | null) => (one === null ? '–' : formatNumber(one));
  switch (alert.kind) {
    case 'matches':
      return condition?.kind === 'matches'
        ? `${run} matches ${cut(condition.filter)}.`
        : `${run} matches what a rule was waiting for.`;
    case 'threshold': {
      const row = condition?.kind === 'threshold' ? forPoints(condition.inARow) : '';
      const side = (value ?? 0) > (against ?? 0) ? 'above' : 'below';
      return `${ofRun} was ${side} ${number(against)}${row}${atStep(alert)} (${number(value)}).`;
    }
    case 'not-finite':
      return `${ofRun} was ${number(value)}${atStep(alert)}.`;
    case 'diverging': {
      const over = condition?.kind === 'diverging' ? ` over ${formatPlural(condition.points, 'point')}` : '';
      return `${ofRun} got worse: ${number(value)} on average${over}${atStep(alert)}, ${number(against)} at its best.`;
    }
    case 'flat': {
      const steps = condition?.kind === 'flat' ? ` for ${stepsText(condition.steps)}` : '';
      return `${ofRun} has not got better than ${number(against)}${steps}${atStep(alert)} (${number(value)}).`;
    }
    case 'silent': {
      const last = alert.step === null ? '' : ` since step ${stepText(alert.step)}`;
      return `${run} has said nothing for ${minutesText(against ?? 0)}${last}.`;
    }
    case 'ended':
      return `${run} ${endWords(alert.about)}.`;
    case 'best':
      return `${ofRun} is the best of its experiment: ${number(value)}${atStep(alert)}, ${number(against)} before.`;
    case 'rule-broken':
      return alert.about;
    case 'dataset-changed':
      return `${run} used the dataset ${quoted(alert.about)} with other content than the run before it.`;
    case 'drift': {
      const name = condition?.kind === 'drift' ? `${measureName(condition.measure)} ` : '';
      return `${cut(metric)} of ${cut(alert.about)} is distributed otherwise than at first: ${name}${number(value)}, allowed ${number(against)}, at run ${quoted(alert.runName)}.`;
    }
  }
}

function leftOutSentence(count: number, rule: AlertRule | null): string {
  const name = rule === null ? '' : ` of ${quoted(alertRuleName(rule))}`;
  return `${formatPlural(count, 'more alert')}${name} came at the same time and ${count === 1 ? 'is' : 'are'} not listed.`;
}

function endWords(how: string): string {
  if (how === 'killed') return 'was killed';
  return how === 'failed' ? 'failed' : 'has finished';
}

function measureName(measure: 'psi' | 'ks'): string {
  return measure === 'psi' ? 'PSI' : 'KS';
}

function forPoints(inARow: number): string {
  return inARow > 1 ? ` for ${formatCount(inARow)} points` : '';
}

function atStep({ step }: Alert): string {
  return step === null ? '' : ` at step ${stepText(step)}`;
}

function stepText(step: number): string {
  return Number.isInteger(step) && Math.abs(step) < 1e12 ? formatCount(step) : formatNumber(step);
}

function stepsText(steps: number): string {
  return `${stepText(steps)} ${steps === 1 ? 'step' : 'steps'}`;
}

function minutesText(minutes: number): string {
  return minutes === 1
    ? 'a minute'
    : Number.isInteger(minutes) && minutes < 60
      ? `${minutes} minutes`
      : formatDuration(minutes * MINUTE_MS);
}

function quoted(text: string): string {
  return `“${cut(text)}”`;
}

function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}
