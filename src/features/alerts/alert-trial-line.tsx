import { createEffect, createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { isAbort } from '../../base/abort.ts';
import { formatCount, formatTime } from '../../base/format.ts';
import type { AlertTrial } from '../../domain/alerts/alert.ts';
import type { AlertRule } from '../../domain/alerts/alert-rule.ts';
import { alertSentence } from '../../domain/alerts/alert-sentence.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { type TrialPeriod, trialText } from './trial-text.ts';

/** Whoever types is answered when they rest. */
const REST_MS = 250;
/** What is answered sooner says nothing of waiting. */
const LATE_MS = 150;
const MOST_EXAMPLES = 3;
const DAY_MS = 24 * 60 * 60 * 1000;

const PERIODS = [
  { value: '30', label: '30 days' },
  { value: '365', label: 'A year' },
  { value: 'ever', label: 'Ever' },
] as const;

interface Question {
  readonly rule: AlertRule;
  readonly period: TrialPeriod;
}

interface Tried {
  readonly question: Question;
  /** null where it could not be tried. */
  readonly trial: AlertTrial | null;
}

/** What the rule would have told until now, while it is written. */
export function AlertTrialLine(props: { readonly rule: AlertRule | null }): JSX.Element {
  const { api } = useQuery();
  const [period, setPeriod] = createSignal<TrialPeriod>('30');
  const [asked, setAsked] = createSignal<Question>();
  createEffect(() => {
    const { rule } = props;
    const question = rule ? { rule, period: period() } : undefined;
    const timer = setTimeout(() => setAsked(question), REST_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const answer = createNewestAnswer(asked, async (question): Promise<Tried> => {
    const { rule } = question;
    const sinceMs = question.period === 'ever' ? 0 : Date.now() - Number(question.period) * DAY_MS;
    try {
      const trial = await api.tryAlert({ ...rule, enabled: true, sinceMs }, sinceMs);
      return { question, trial };
    } catch (error) {
      if (!isAbort(error)) console.error('alert rule not tried', error);
      return { question, trial: null };
    }
  });
  const [isLate, setIsLate] = createSignal(false);
  createEffect(() => {
    const isWaiting = asked() !== undefined && answer()?.question !== asked();
    setIsLate(false);
    if (!isWaiting) return;
    const timer = setTimeout(() => setIsLate(true), LATE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const tried = () => (props.rule && asked() ? answer() : undefined);
  return (
    <div class="alert-trial">
      <div class="alert-trial-head">
        <h3>Test against history</h3>
        <ChoiceBar name="Period" options={PERIODS} value={period()} onChange={setPeriod} />
      </div>
      <div role="status" aria-label="Test against history">
        <Show when={isLate()}>
          <p class="muted">Looking at the history…</p>
        </Show>
        <Show when={!isLate() && !tried()}>
          <p class="muted">What it would have told is shown when the rule is complete.</p>
        </Show>
        <Show when={!isLate() && tried()}>{(known) => <Trial tried={known()} />}</Show>
      </div>
    </div>
  );
}

function Trial(props: { readonly tried: Tried }): JSX.Element {
  const trial = () => props.tried.trial;
  const examples = () => trial()?.examples.slice(0, MOST_EXAMPLES) ?? [];
  const rest = () => (trial()?.fired ?? 0) - examples().length;
  return (
    <>
      <p>{trialText(trial(), props.tried.question.period)}</p>
      <ul>
        <For each={examples()}>
          {(alert) => (
            <li class="muted">
              {alertSentence(alert, props.tried.question.rule)} {formatTime(alert.atMs)}
            </li>
          )}
        </For>
      </ul>
      <Show when={rest() > 0}>
        <p class="muted">and {formatCount(rest())} more</p>
      </Show>
    </>
  );
}
