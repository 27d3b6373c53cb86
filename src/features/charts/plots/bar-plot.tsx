import type { JSX } from 'solid-js';
import { BarFigure } from './bar-figure.tsx';
import { isNumberColumn } from './column-labels.ts';
import { ColumnPick } from './column-pick.tsx';
import type { PlotProps } from './plot-props.ts';

const LANE_PX = 24;

/** A bar for each run that matches, or for each group. */
export function BarPlot(props: PlotProps<'bar'>): JSX.Element {
  const chart = () => props.chart;
  return (
    <BarFigure
      scene={props.scene}
      column={chart().y}
      runs={null}
      label="Bar chart"
      title={chart().title || chart().y}
      lanePx={LANE_PX}
      head={
        <ColumnPick
          label="Value"
          value={chart().y}
          columns={props.scene.columns().filter(isNumberColumn)}
          onPick={(y) => props.onChange({ ...chart(), y })}
        />
      }
    />
  );
}
