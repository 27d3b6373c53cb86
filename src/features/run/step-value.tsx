import { type JSX, Show } from 'solid-js';
import { formatNumber } from '../../base/format.ts';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import type { QueryApi } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';

/** What a metric was at exactly one step, several times where it was logged several times. */
export function StepValue(props: {
  readonly run: RunKey;
  readonly metric: MetricKey;
  readonly step: number;
}): JSX.Element {
  const { api, version } = useQuery();
  const values = createNewestAnswer(
    () => (version() > 0 ? { run: props.run, metric: props.metric, step: props.step } : undefined),
    ({ run, metric, step }) => valuesAt(api, run, metric, step),
  );
  return (
    <p class="runpage-hint" role="status">
      <Show when={values()}>
        {(found) =>
          `At step ${formatNumber(props.step, 15)}: ${found().length > 0 ? found().join(', ') : 'nothing was logged'}.`
        }
      </Show>
    </p>
  );
}

async function valuesAt(
  api: QueryApi,
  run: RunKey,
  metric: MetricKey,
  step: number,
): Promise<readonly string[]> {
  const { x, lines } = await api.series({
    runs: [run],
    groups: null,
    centre: 'mean',
    band: 'none',
    ys: [metric],
    axis: 'step',
    logX: false,
    smoothing: { kind: 'ema', amount: 0 },
    range: [step, step],
    widthPx: 1,
  });
  const line = lines[0];
  if (!line) return [];
  // The nearest points outside the range come along, so that a line runs to the edge.
  const finite = [...x.keys()].filter((i) => x[i] === step && !Number.isNaN(line.y[i]!));
  const others = line.marks.filter((mark) => mark.x === step).map(({ what }) => MARK_WORDS[what]);
  return [...finite.map((i) => formatNumber(line.y[i]!, 15)), ...others];
}

const MARK_WORDS = { nan: 'NaN', inf: '∞', '-inf': '−∞' } as const;
