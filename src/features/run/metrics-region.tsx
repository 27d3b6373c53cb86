import { useSearchParams } from '@solidjs/router';
import { createMemo, createSignal, type JSX, onMount, Show } from 'solid-js';
import { formatCount, formatNumber, formatPlural } from '../../base/format.ts';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import { isOfTraining } from '../../domain/live/planned-steps.ts';
import type { StoredSeries } from '../../domain/run.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { createLimited } from './limited.ts';
import { MoreButton } from './more-button.tsx';
import { SEARCH_FROM_ROWS } from './params-region.tsx';
import { Region } from './region.tsx';
import { StepValue } from './step-value.tsx';
import { createTrends, TREND } from './trends.ts';

const ROWS_AT_ONCE = 200;

export function MetricsRegion(props: {
  readonly run: RunKey;
  readonly series: readonly StoredSeries[];
  /** Makes the chart of a metric, which opens below its row. */
  readonly chart?: ((metric: MetricKey, step: () => number | null) => JSX.Element) | undefined;
}): JSX.Element {
  const [search, setSearch] = createSignal('');
  const found = createMemo(() => {
    const words = search().trim().toLowerCase();
    return words === '' ? props.series : props.series.filter((one) => one.key.toLowerCase().includes(words));
  });
  /** The metric that the address names stands first, wherever it would. */
  const asked = useAskedMetric();
  const inOrder = createMemo(() => {
    const first = found().find((one) => one.key === asked()?.metric);
    const rest = found().filter((one) => one !== first);
    // What the machine logs by itself comes after what the training does.
    const inTurn = [...rest.filter(isOfTraining), ...rest.filter((one) => !isOfTraining(one))];
    return first ? [first, ...inTurn] : inTurn;
  });
  const trends = createTrends(
    () => props.run,
    () => props.series,
  );
  const list = createLimited(inOrder, ROWS_AT_ONCE);
  return (
    <Region
      title="Metrics"
      id="run-metrics"
      count={formatCount(props.series.length)}
      tools={
        <Show when={props.series.length >= SEARCH_FROM_ROWS}>
          <SearchBox label="Search metrics" value={search()} onInput={setSearch} />
        </Show>
      }
    >
      <Show when={props.series.length > 0} fallback={<p class="runpage-none">No metric was logged.</p>}>
        <ScrollBox class="runpage-card is-wide" label="Metric values">
          <table class="runpage-table is-metrics">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col" class="runpage-trend-head">
                  Trend
                </th>
                <th scope="col">Last</th>
                <th scope="col">Min</th>
                <th scope="col">Max</th>
                <th scope="col">Mean</th>
                <th scope="col">Points</th>
              </tr>
            </thead>
            <tbody>
              {/* A run that is still logging is read anew: charts stay open, and nobody is led to a row twice. */}
              <KeyedFor each={list.shown()} by={({ key }) => key}>
                {(one) => (
                  <MetricRow
                    series={one()}
                    run={props.run}
                    chart={props.chart}
                    trend={trends().get(one().key) ?? ''}
                    askedStep={asked()?.metric === one().key ? asked()!.step : undefined}
                  />
                )}
              </KeyedFor>
            </tbody>
          </table>
          <Show when={found().length === 0}>
            <p class="runpage-none">No metric matches “{search().trim()}”.</p>
          </Show>
          <MoreButton list={list} what="metrics" />
        </ScrollBox>
      </Show>
    </Region>
  );
}

interface AskedMetric {
  readonly metric: MetricKey;
  /** null for the metric as a whole. */
  readonly step: number | null;
}

/** `?metric=val_rmse&step=12`: from elsewhere back to the exact step. */
function useAskedMetric(): () => AskedMetric | null {
  const [address] = useSearchParams();
  return () => {
    const [metric] = [address.metric].flat();
    if (!metric) return null;
    const step = Number([address.step].flat()[0] || Number.NaN);
    return { metric, step: Number.isFinite(step) ? step : null };
  };
}

function MetricRow(props: {
  readonly run: RunKey;
  readonly series: StoredSeries;
  readonly chart: ((metric: MetricKey, step: () => number | null) => JSX.Element) | undefined;
  /** Path of its course; '' where there is none to show. */
  readonly trend: string;
  /** undefined where the address does not ask for this metric. */
  readonly askedStep: number | null | undefined;
}): JSX.Element {
  let row!: HTMLTableRowElement;
  const one = () => props.series;
  /** The chart is not made anew for a new point: it reads its points itself. */
  const key = createMemo(() => one().key);
  const remarks = () => {
    const parts: string[] = [];
    if (one().nonFiniteCount > 0) parts.push(`${formatCount(one().nonFiniteCount)} NaN or infinite`);
    if (one().backwardSteps > 0) parts.push(`${formatPlural(one().backwardSteps, 'backward step')}`);
    return parts.join(', ');
  };
  const isAsked = () => props.askedStep !== undefined;
  const [isOpen, setIsOpen] = createSignal(isAsked());
  onMount(() => {
    if (!isAsked()) return;
    row.scrollIntoView({ block: 'center' });
    row.querySelector('button')?.focus({ preventScroll: true });
  });
  const isSingle = () => one().count === 1;
  /** One point makes no line. */
  const canOpen = () => props.chart !== undefined && one().count > 1;
  return (
    <>
      <tr ref={row} classList={{ 'is-asked': isAsked() }}>
        <th scope="row">
          <Show when={canOpen()} fallback={one().key}>
            <button
              type="button"
              class="runpage-link"
              aria-expanded={isOpen()}
              title={isOpen() ? 'Close the chart' : 'Show the chart'}
              onClick={() => setIsOpen(!isOpen())}
            >
              {one().key}
              <Icon name={isOpen() ? 'chevron-down' : 'chart'} />
            </button>
          </Show>
        </th>
        <td class="runpage-trend">
          <Show when={props.trend}>
            <svg viewBox={`0 0 ${TREND.width} ${TREND.height}`} aria-hidden="true">
              <path d={props.trend} />
            </svg>
          </Show>
        </td>
        <ValueCell label="Last" value={one().last} step={one().count > 1 ? one().lastStep : null} strong />
        <ValueCell
          label="Min"
          single={isSingle()}
          value={one().min}
          step={one().count > 1 ? one().minStep : null}
        />
        <ValueCell
          label="Max"
          single={isSingle()}
          value={one().max}
          step={one().count > 1 ? one().maxStep : null}
        />
        <ValueCell label="Mean" single={isSingle()} value={one().mean} step={null} />
        <td data-label="Points">
          {formatCount(one().count)}
          <Show when={remarks()}>
            <span class="runpage-remark">{remarks()}</span>
          </Show>
        </td>
      </tr>
      <Show when={isOpen() && canOpen()}>
        <tr class="runpage-chart-row">
          <td colspan="7">
            <Show when={typeof props.askedStep === 'number'}>
              <StepValue run={props.run} metric={one().key} step={props.askedStep!} />
            </Show>
            {props.chart?.(key(), () => props.askedStep ?? null)}
          </td>
        </tr>
      </Show>
    </>
  );
}

/** Five digits on the screen, all of them on hover; the step in the second voice. */
function ValueCell(props: {
  readonly label: string;
  /** The only value there is: said once is enough. */
  readonly single?: boolean;
  readonly value: number;
  readonly step: number | null;
  readonly strong?: boolean;
}): JSX.Element {
  return (
    <td
      data-label={props.label}
      classList={{ 'is-strong': props.strong === true, 'is-single': props.single === true }}
      title={String(props.value)}
    >
      {formatNumber(props.value)}
      <Show when={props.step !== null && Number.isFinite(props.step)}>
        <span class="runpage-step"> step {formatNumber(props.step!, 10)}</span>
      </Show>
    </td>
  );
}
