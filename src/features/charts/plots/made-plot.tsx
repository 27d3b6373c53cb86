import { type JSX, Match, Switch } from 'solid-js';
import type { MadeChart, MadeChartKind } from '../../../domain/view-state.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import { BarPlot } from './bar-plot.tsx';
import { BoxPlot } from './box-plot.tsx';
import { ContourPlot } from './contour-plot.tsx';
import { HistogramPlot } from './histogram-plot.tsx';
import { ImagesPlot } from './images-plot.tsx';
import { ImportancePlot } from './importance-plot.tsx';
import { ParallelPlot } from './parallel-plot.tsx';
import { ScatterPlot } from './scatter-plot.tsx';

export interface MadePlotProps {
  readonly chart: MadeChart;
  readonly scene: RunsScene;
  readonly onChange: (chart: MadeChart) => void;
}

/** The figure of a chart that a person made, whatever kind but lines. It fills the height of its frame. */
export function MadePlot(props: MadePlotProps): JSX.Element {
  const rest = {
    get scene() {
      return props.scene;
    },
    onChange: (chart: MadeChart) => props.onChange(chart),
  };
  return (
    <Switch>
      <Match when={ofKind(props.chart, 'parallel')}>
        {(chart) => <ParallelPlot chart={chart()} {...rest} />}
      </Match>
      <Match when={ofKind(props.chart, 'scatter')}>
        {(chart) => <ScatterPlot chart={chart()} {...rest} />}
      </Match>
      <Match when={ofKind(props.chart, 'contour')}>
        {(chart) => <ContourPlot chart={chart()} {...rest} />}
      </Match>
      <Match when={ofKind(props.chart, 'box')}>{(chart) => <BoxPlot chart={chart()} {...rest} />}</Match>
      <Match when={ofKind(props.chart, 'importance')}>
        {(chart) => <ImportancePlot chart={chart()} {...rest} />}
      </Match>
      <Match when={ofKind(props.chart, 'bar')}>{(chart) => <BarPlot chart={chart()} {...rest} />}</Match>
      <Match when={ofKind(props.chart, 'histogram')}>
        {(chart) => <HistogramPlot chart={chart()} {...rest} />}
      </Match>
      <Match when={ofKind(props.chart, 'images')}>
        {(chart) => <ImagesPlot chart={chart()} {...rest} />}
      </Match>
    </Switch>
  );
}

function ofKind<K extends MadeChartKind>(chart: MadeChart, kind: K): Extract<MadeChart, { kind: K }> | null {
  return chart.kind === kind ? (chart as Extract<MadeChart, { kind: K }>) : null;
}
