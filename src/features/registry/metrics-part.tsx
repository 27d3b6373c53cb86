import { A } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatNumber } from '../../base/format.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { StoredSeries } from '../../domain/run.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Part } from './part.tsx';
import { metricAddress } from './registry-address.ts';

const ROWS_AT_ONCE = 50;

/** Metrics of the run that a version was made of; each value leads to its step on the run's page. */
export function MetricsPart(props: {
  readonly run: RunKey;
  readonly series: readonly StoredSeries[];
}): JSX.Element {
  const edits = useEdits();
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const hidden = () => Math.max(0, props.series.length - limit());
  const best = (series: StoredSeries) => {
    const direction = edits.direction(series.key);
    if (direction === 'lower') return { value: series.min, step: series.minStep };
    return direction === 'higher' ? { value: series.max, step: series.maxStep } : null;
  };
  return (
    <Part title="Metrics of its run" count={formatCount(props.series.length)}>
      <Show when={props.series.length > 0} fallback={<p class="muted">No metric was logged.</p>}>
        <ScrollBox class="models-card" label="Metric values">
          <table class="models-table" aria-label="Metrics of its run">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">Last</th>
                <th scope="col">Best</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.series.slice(0, limit())}>
                {(series) => (
                  <tr>
                    <th scope="row">{series.key}</th>
                    <td data-label="Last">
                      <StepLink run={props.run} series={series} value={series.last} step={series.lastStep} />
                    </td>
                    <td data-label="Best">
                      <Show when={best(series)} fallback="–">
                        {(found) => (
                          <StepLink
                            run={props.run}
                            series={series}
                            value={found().value}
                            step={found().step}
                          />
                        )}
                      </Show>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
          <Show when={hidden() > 0}>
            <p class="models-more">
              <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
                {formatCount(hidden())} more metrics
              </Button>
            </p>
          </Show>
        </ScrollBox>
      </Show>
    </Part>
  );
}

function StepLink(props: {
  readonly run: RunKey;
  readonly series: StoredSeries;
  readonly value: number;
  readonly step: number | null;
}): JSX.Element {
  const step = () => (props.step !== null && Number.isFinite(props.step) ? props.step : null);
  return (
    <A href={metricAddress(props.run, props.series.key, step())} title={String(props.value)}>
      <span class="models-value">{formatNumber(props.value)}</span>
      <Show when={step() !== null && props.series.count > 1}> at step {formatNumber(step()!, 10)}</Show>
    </A>
  );
}
