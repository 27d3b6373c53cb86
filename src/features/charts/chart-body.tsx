import { createSignal, type JSX, Match, Switch } from 'solid-js';
import type { XAxis } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { LineChart, type LineChartProps, type XKind } from '../../ui/line-chart/index.ts';
import type { ChartState } from './chart-state.ts';
import { emptyText } from './chart-words.ts';

const KINDS: Readonly<Record<XAxis, XKind>> = { step: 'number', time: 'time', relative: 'duration' };

/** The lines, or what stands in their place. */
export function ChartBody(props: {
  readonly state: ChartState;
  readonly label: string;
  readonly log: boolean;
  readonly onPicture: NonNullable<LineChartProps['onPicture']>;
}): JSX.Element {
  const state = () => props.state;
  const [drawFailure, setDrawFailure] = createSignal<string | null>(null);
  const shown = () => state().answer();
  return (
    <Switch fallback={<div class="chart-skeleton" />}>
      <Match when={state().failure() ?? drawFailure()}>
        {(message) => (
          <div class="chart-state">
            <p>This chart could not be drawn.</p>
            <p class="muted">{message()}</p>
            <Button
              small
              onClick={() => {
                setDrawFailure(null);
                state().retry();
              }}
            >
              Try again
            </Button>
          </div>
        )}
      </Match>
      <Match when={shown() && !state().visible()}>
        <div class="chart-state muted">
          <p>{emptyText(shown()!.result, shown()!.query.axis)}</p>
        </div>
      </Match>
      <Match when={state().visible()}>
        {(seen) => (
          <LineChart
            label={`${props.label}, line chart`}
            xLabel={shown()!.query.axis === 'step' ? 'Step' : ''}
            data={state().data()}
            kind={KINDS[shown()!.query.axis]}
            log={props.log}
            range={seen()}
            extent={shown()!.result.extent!}
            onRange={state().setRange}
            onPicture={props.onPicture}
            onFailed={(error) => setDrawFailure(error instanceof Error ? error.message : String(error))}
          />
        )}
      </Match>
    </Switch>
  );
}
