import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import type { ParallelAxis } from '../../../domain/view-state.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import { Button } from '../../../ui/button.tsx';
import { PickButton } from '../../../ui/pick-button.tsx';
import {
  isKept,
  type MakePicture,
  MOST_LINES,
  Parallel,
  type ParallelAxisModel,
} from '../../../ui/plots/index.ts';
import { axisOptions, columnLabel } from './column-labels.ts';
import { ColumnPick } from './column-pick.tsx';
import { createMarkLink } from './lit-mark.ts';
import { markColours } from './mark-colour-choice.ts';
import { drawnNote } from './missing-words.ts';
import { createBrushes } from './parallel-brushes.ts';
import { ParallelRanges } from './parallel-ranges.tsx';
import { PlotFigure } from './plot-figure.tsx';
import type { PlotProps } from './plot-props.ts';
import { createPlotValues } from './plot-values.ts';
import { readingsOf } from './readings.ts';
import { valuesCsv } from './values-csv.ts';

/** A line for each run across params and metrics; a brush on an axis filters the table. */
export function ParallelPlot(props: PlotProps<'parallel'>): JSX.Element {
  const chart = () => props.chart;
  const columns = () => [...chart().axes.map(({ column }) => column), chart().colour];
  const brushes = createBrushes(() => chart().id, props.scene);
  const values = createPlotValues(props.scene, columns, brushes.base);
  const { data } = values;
  const link = createMarkLink(props.scene, data);
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const axes = createMemo((): readonly ParallelAxisModel[] => {
    const known = data();
    return chart().axes.flatMap(({ column: id, log, flip }) => {
      const column = known?.columns.get(id);
      const isLog = log && column?.unit !== 'words';
      return column ? [{ id, column, log: isLog, flip, brush: brushes.brushes().get(id) ?? null }] : [];
    });
  });
  const colours = createMemo(() => {
    const known = data();
    return known && markColours(known, chart().colour, props.scene);
  });
  const model = () => {
    const known = data();
    const shown = colours();
    return known && shown && axes().length > 0
      ? { axes: axes(), colours: shown, count: known.runs.length }
      : null;
  };
  const setAxes = (next: readonly ParallelAxis[]) => props.onChange({ ...chart(), axes: next });
  const changeAxis = (id: ColumnId, change: (axis: ParallelAxis) => ParallelAxis) =>
    setAxes(chart().axes.map((axis) => (axis.column === id ? change(axis) : axis)));
  const notes = () => {
    const known = data();
    if (!known) return [];
    const count = known.runs.length;
    const kept = countKept(axes(), count);
    const unfiltered = [...brushes.unfiltered()].map(columnLabel);
    return [
      kept < count
        ? `${formatCount(kept)} of ${formatPlural(count, 'run')} in the ranges`
        : drawnNote(count, count),
      ...(kept > MOST_LINES ? [`lines of ${formatCount(MOST_LINES)} of them are drawn`] : []),
      ...axes().flatMap(missingNote),
      ...(unfiltered.length > 0 ? [`the table cannot be filtered by ${unfiltered.join(', ')}`] : []),
    ];
  };
  const brush = (id: ColumnId, next: Parameters<typeof brushes.set>[1]) => brushes.set(id, next, data());
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Parallel coordinates"
      title={chart().title || 'Parallel coordinates'}
      isReady={data() !== undefined}
      failure={values.failure()}
      onRetry={values.retry}
      empty={
        axes().length === 0 ? 'Add an axis to begin.' : data()?.runs.length === 0 ? 'No run matches.' : null
      }
      notes={notes()}
      makeCsv={() => valuesCsv(data()!, columns())}
      makePicture={picture()}
      settings={
        <>
          <PickButton
            label="Add axis"
            value=""
            options={axisOptions(props.scene.columns(), false).filter(
              ({ value }) => !chart().axes.some(({ column }) => column === value),
            )}
            onPick={(column) => setAxes([...chart().axes, { column, log: false, flip: false }])}
          >
            + Axis
          </PickButton>
          <ColumnPick
            label="Colour"
            value={chart().colour}
            columns={props.scene.columns()}
            none={props.scene.groups() ? 'Group' : 'Run'}
            onPick={(colour) => props.onChange({ ...chart(), colour })}
          />
          <Show when={brushes.isBrushed()}>
            <Button small variant="quiet" onClick={brushes.clear}>
              Clear ranges
            </Button>
          </Show>
        </>
      }
      foot={
        <Show when={axes().length > 0}>
          <ParallelRanges axes={axes()} onBrush={brush} />
        </Show>
      }
    >
      <Show when={model()}>
        {(known) => (
          <Parallel
            model={known()}
            nameOf={(mark) => data()?.names[mark] ?? ''}
            readingsOf={(mark) => readingsOf(data(), columns(), mark)}
            lit={link.lit()}
            onLit={link.light}
            selected={link.selected()}
            onOpen={link.open}
            onBrush={brush}
            onMove={(id, to) => setAxes(moved(chart().axes, id, to))}
            onLog={(id) => changeAxis(id, (axis) => ({ ...axis, log: !axis.log }))}
            onFlip={(id) => changeAxis(id, (axis) => ({ ...axis, flip: !axis.flip }))}
            onRemove={(id) => {
              brush(id, null);
              setAxes(chart().axes.filter(({ column }) => column !== id));
            }}
            onPicture={(make) => setPicture(() => make)}
          />
        )}
      </Show>
    </PlotFigure>
  );
}

function moved(axes: readonly ParallelAxis[], id: ColumnId, to: number): readonly ParallelAxis[] {
  const axis = axes.find(({ column }) => column === id);
  if (!axis) return axes;
  const others = axes.filter((one) => one !== axis);
  return [...others.slice(0, to), axis, ...others.slice(to)];
}

function countKept(axes: readonly ParallelAxisModel[], count: number): number {
  let kept = 0;
  for (let mark = 0; mark < count; mark++) if (axes.every((axis) => isKept(axis, mark))) kept += 1;
  return kept;
}

function missingNote({ column }: ParallelAxisModel): string[] {
  const missing = column.values.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
  return missing === 0 ? [] : [`${formatCount(missing)} without ${column.label}`];
}
