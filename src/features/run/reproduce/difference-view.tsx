import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatNumber, formatPlural } from '../../../base/format.ts';
import type { RunKey } from '../../../domain/ids.ts';
import {
  type Cause,
  type CauseKind,
  changedMetrics,
  type MetricChange,
  rankDifferences,
} from '../../../domain/reproduce/rank-differences.ts';
import type { SuggestedRun } from '../../../domain/reproduce/reproduction.ts';
import { compareAddress } from '../../../domain/run-set-code.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { createLimited } from '../limited.ts';
import { LongText } from '../long-text.tsx';
import { MoreButton } from '../more-button.tsx';
import { RunPicker } from './run-picker.tsx';

const KIND_WORDS: Readonly<Record<CauseKind, string>> = {
  data: 'Data',
  params: 'Parameter',
  code: 'Code',
  seed: 'Seed',
  environment: 'Environment',
  start: 'Start',
};
const METRICS_AT_ONCE = 5;
const CAUSES_AT_ONCE = 10;

/** What another run did differently that could be why its metrics differ. */
export function DifferenceView(props: {
  readonly run: RunKey;
  readonly suggested: SuggestedRun | null;
}): JSX.Element {
  const { api, version } = useQuery();
  const [picked, setPicked] = createSignal<{ readonly run: RunKey; readonly name: string } | null>(null);
  const [isPicking, setPicking] = createSignal(false);
  const other = () => picked() ?? props.suggested;
  const answer = createNewestAnswer(
    () => {
      const chosen = other()?.run;
      return chosen === undefined ? undefined : { runs: [props.run, chosen], version: version() };
    },
    async ({ runs }) => {
      const [differences, origins] = await Promise.all([api.differences(runs), api.origins(runs)]);
      return {
        of: runs[1],
        metrics: changedMetrics(differences.rows),
        causes: rankDifferences([...differences.rows, ...origins.rows]),
        leftOut: differences.leftOut + origins.leftOut,
        unread: origins.unreadFiles,
      };
    },
  );
  const found = () => (answer()?.of === other()?.run ? answer() : undefined);
  return (
    <div class="runpage-card reproduce-other">
      <div class="reproduce-other-head">
        <h3 class="runpage-card-title">
          <Show when={other()} fallback="No other run to compare with">
            {(run) => (
              <>
                What differs from{' '}
                <A href={`/runs/${encodeURIComponent(run().run)}`}>{run().name || run().run.slice(0, 8)}</A>
              </>
            )}
          </Show>
        </h3>
        <div class="runpage-region-tools">
          <Button small variant="quiet" icon="search" onClick={() => setPicking(true)}>
            Choose run B
          </Button>
          <Show when={other()}>
            {(run) => (
              <A class="button is-plain is-small" href={compareAddress([props.run, run().run])}>
                Compare
              </A>
            )}
          </Show>
        </div>
      </div>
      <Show when={picked() === null && props.suggested}>
        {(suggested) => <p class="muted reproduce-why">{whyWords(suggested())}</p>}
      </Show>
      <RunPicker
        open={isPicking()}
        except={props.run}
        onPick={(run) => {
          setPicked(run);
          setPicking(false);
        }}
        onClose={() => setPicking(false)}
      />
      <Show when={other()}>
        <Show when={found()} fallback={<Skeleton lines={4} />}>
          {(answered) => (
            <>
              <Metrics metrics={answered().metrics} />
              <Causes causes={answered().causes} />
              <Show when={answered().leftOut + answered().unread > 0}>
                <p class="muted reproduce-why">{gapWords(answered().leftOut, answered().unread)}</p>
              </Show>
            </>
          )}
        </Show>
      </Show>
    </div>
  );
}

function whyWords({ why }: SuggestedRun): string {
  switch (why.kind) {
    case 'best-sibling':
      return `Run B is the best of the other runs under the same parent, by ${why.metric}.`;
    case 'previous':
      return 'Run B is the one before this in the experiment.';
    case 'next':
      return 'Run B is the one after this in the experiment.';
  }
}

function gapWords(leftOut: number, unread: number): string {
  const gaps = [
    ...(leftOut > 0 ? [`${formatPlural(leftOut, 'key')} left out: too many to compare.`] : []),
    ...(unread > 0 ? [`${formatPlural(unread, 'environment file')} could not be read on this device.`] : []),
  ];
  return gaps.join(' ');
}

function Metrics(props: { readonly metrics: readonly MetricChange[] }): JSX.Element {
  const list = createLimited(() => props.metrics, METRICS_AT_ONCE);
  const text = (value: number | null) => (value === null ? 'not logged' : formatNumber(value));
  return (
    <Show
      when={props.metrics.length > 0}
      fallback={<p class="reproduce-why">The last values of all metrics are equal.</p>}
    >
      <table class="runpage-table is-small reproduce-metrics">
        <caption class="unseen">Metrics that differ</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">This run</th>
            <th scope="col">Run B</th>
            <th scope="col">B − this</th>
          </tr>
        </thead>
        <tbody>
          <For each={list.shown()}>
            {(metric) => (
              <tr>
                <th scope="row">{metric.key}</th>
                <td>{text(metric.a)}</td>
                <td>{text(metric.b)}</td>
                <td>{Number.isNaN(metric.change) ? '–' : signed(metric.change)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <MoreButton list={list} what="metrics" />
    </Show>
  );
}

function signed(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

function Causes(props: { readonly causes: readonly Cause[] }): JSX.Element {
  const list = createLimited(() => props.causes, CAUSES_AT_ONCE);
  const counts = createMemo(() => props.causes.length);
  return (
    <Show
      when={counts() > 0}
      fallback={
        <p class="reproduce-why">
          Nothing that was recorded of data, code, environment, parameters, seeds and start differs.
        </p>
      }
    >
      <p class="muted reproduce-why">The likeliest reasons first: an order of plausibility, no proof.</p>
      <ol class="reproduce-causes" aria-label="What could explain the difference">
        <For each={list.shown()}>
          {(cause) => (
            <li>
              <span class="runpage-badge">{KIND_WORDS[cause.kind]}</span>
              <span class="reproduce-cause-key">{cause.key}</span>
              <span class="muted">{cause.reason}</span>
              <span class="reproduce-values">
                <span class="unseen">This run: </span>
                <LongText text={cause.a ?? 'not recorded'} />
                <span class="muted" aria-hidden="true">
                  →
                </span>
                <span class="unseen">Run B: </span>
                <LongText text={cause.b ?? 'not recorded'} />
              </span>
            </li>
          )}
        </For>
      </ol>
      <MoreButton list={list} what="differences" />
    </Show>
  );
}
