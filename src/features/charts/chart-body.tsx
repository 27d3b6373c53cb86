import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { LineChart, type LineChartProps } from '../../ui/line-chart/index.ts';
import { axisKind, axisLabel, metricOfAxis } from './axis-words.ts';
import type { ChartState } from './chart-state.ts';
import { emptyText } from './chart-words.ts';
import { useWall } from './wall-store.ts';

/** The lines, or what stands in their place. */
export function ChartBody(props: {
  readonly state: ChartState;
  readonly label: string;
  readonly markStep?: number | null | undefined;
  readonly onPicture: NonNullable<LineChartProps['onPicture']>;
}): JSX.Element {
  const wall = useWall();
  const state = () => props.state;
  const [drawFailure, setDrawFailure] = createSignal<string | null>(null);
  const shown = () => state().answer();
  const axis = () => shown()!.query.axis;
  const cursor = () => {
    const shared = wall.cursor();
    return shared !== null && shared.axis === axis() ? shared.x : null;
  };
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
          <p>{emptyText(shown()!)}</p>
        </div>
      </Match>
      <Match when={state().isBlank()}>
        <div class="chart-state muted">
          <p>No points here.</p>
          <Show when={state().zoom()}>
            <Button small onClick={() => state().setZoom(null)}>
              Show all
            </Button>
          </Show>
        </div>
      </Match>
      <Match when={state().visible()}>
        {(seen) => (
          <LineChart
            label={`${props.label}, line chart`}
            xLabel={
              axis() === 'step' || axis() === 'epoch' ? axisLabel(axis()) : (metricOfAxis(axis()) ?? '')
            }
            data={state().data()}
            kind={axisKind(axis())}
            logX={shown()!.query.logX}
            logY={state().settings().logY}
            limitsY={state().limitsY()}
            range={seen()}
            extent={shown()!.result.extent!}
            onRange={state().setZoom}
            cursor={cursor()}
            onCursor={(x) => wall.setCursor(x === null ? null : { axis: axis(), x })}
            mark={axis() === 'step' ? (props.markStep ?? null) : null}
            lit={wall.lit()}
            onLit={wall.light}
            onPress={wall.press}
            onPicture={props.onPicture}
            onFailed={(error) => setDrawFailure(error instanceof Error ? error.message : String(error))}
          />
        )}
      </Match>
    </Switch>
  );
}
