import { createMemo, createSignal, type JSX } from 'solid-js';
import { summariseBox } from '../../../base/quartiles.ts';
import {
  boxText,
  type Lane,
  Lanes,
  type LanesModel,
  type MakePicture,
  makePlotAxis,
} from '../../../ui/plots/index.ts';
import { columnLabel } from './column-labels.ts';
import { ColumnPick } from './column-pick.tsx';
import { countPlaced, drawnNote, missingNotes } from './missing-words.ts';
import { PlotFigure } from './plot-figure.tsx';
import type { PlotProps } from './plot-props.ts';
import { createPlotValues } from './plot-values.ts';
import { partRuns } from './run-parts.ts';
import { Toggle } from './toggle.tsx';
import { valuesCsv } from './values-csv.ts';

const MOST_BOXES = 60;
/** Every value is shown in a box of at most so many. */
const MOST_POINTS = 60;
/** Few boxes fill a card; many scroll. */
const CARD_PX = 230;
const LANE_PX = { least: 34, most: 64 };

/** How a column is spread in each group of runs. */
export function BoxPlot(props: PlotProps<'box'>): JSX.Element {
  const chart = () => props.chart;
  const columns = () => [chart().y, chart().by];
  const values = createPlotValues(props.scene, columns);
  const { data } = values;
  const [lit, setLit] = createSignal(-1);
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const boxes = createMemo(() => {
    const known = data();
    const column = known?.columns.get(chart().y);
    if (!known || !column) return null;
    const parts = partRuns(known, known.columns.get(chart().by), props.scene.groups());
    const lanes = parts.flatMap(({ label, colour, marks }): Lane[] => {
      const finite = Float64Array.from(marks, (mark) => column.values[mark]!).filter(
        (value) => Number.isFinite(value) && !(chart().log && value <= 0),
      );
      const summary = summariseBox(finite);
      if (!summary) return [];
      const points = summary.n <= MOST_POINTS ? finite : null;
      return [{ label: `${label} (n ${summary.n})`, colour, mark: { kind: 'box', summary, points } }];
    });
    return { column, lanes };
  });
  const model = createMemo((): LanesModel | null => {
    const known = boxes();
    return (
      known && {
        lanes: known.lanes.slice(0, MOST_BOXES),
        label: columnLabel(chart().y),
        makeScale: (mostTicks) =>
          makePlotAxis(positiveOnly(known.column, chart().log), chart().log, mostTicks),
        lanePx: Math.min(
          LANE_PX.most,
          Math.max(LANE_PX.least, Math.floor(CARD_PX / Math.max(1, known.lanes.length))),
        ),
      }
    );
  });
  const notes = () => {
    const known = data();
    const count = boxes()?.lanes.length ?? 0;
    if (!known) return [];
    const log = chart().log ? [chart().y] : [];
    return [
      drawnNote(countPlaced(known.raw, [chart().y, chart().by], log), known.runs.length),
      ...missingNotes(known.raw, [chart().y, chart().by], log),
      ...(count > MOST_BOXES ? [`the first ${MOST_BOXES} of ${count} groups are drawn`] : []),
      'box: quartiles, whiskers: within 1.5 times their distance',
    ];
  };
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Box plot"
      title={chart().title || `${chart().y} by ${chart().by || 'all runs'}`}
      isReady={model() !== null}
      failure={values.failure()}
      onRetry={values.retry}
      empty={boxes()?.lanes.length === 0 ? `No run has a number for ${columnLabel(chart().y)}.` : null}
      notes={notes()}
      makeCsv={() => valuesCsv(data()!, columns())}
      makePicture={picture()}
      settings={
        <>
          <ColumnPick
            label="Value"
            value={chart().y}
            columns={props.scene.columns()}
            onlyNumbers
            onPick={(y) => props.onChange({ ...chart(), y })}
          />
          <ColumnPick
            label="By"
            value={chart().by}
            columns={props.scene.columns()}
            none={props.scene.groups() ? 'Group' : 'All runs'}
            onPick={(by) => props.onChange({ ...chart(), by })}
          />
          <Toggle
            label="Log scale"
            isOn={chart().log}
            onToggle={() => props.onChange({ ...chart(), log: !chart().log })}
          >
            Log
          </Toggle>
        </>
      }
    >
      <Lanes
        model={model()!}
        nameOf={(lane) => (lane.mark.kind === 'box' ? `${lane.label}: ${boxText(lane.mark)}` : lane.label)}
        lit={lit()}
        onLit={setLit}
        onPicture={(make) => setPicture(() => make)}
      />
    </PlotFigure>
  );
}

function positiveOnly<T extends { readonly values: Float64Array }>(column: T, isLog: boolean): T {
  return isLog ? { ...column, values: column.values.filter((value) => value > 0) } : column;
}
