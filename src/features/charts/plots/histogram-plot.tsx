import { createMemo, createSignal, type JSX } from 'solid-js';
import { countInBins, makeBins } from '../../../base/bins.ts';
import { formatPlural } from '../../../base/format.ts';
import { Histogram, type MakePicture } from '../../../ui/plots/index.ts';
import { columnLabel } from './column-labels.ts';
import { ColumnPick } from './column-pick.tsx';
import { countPlaced, drawnNote, missingNotes } from './missing-words.ts';
import { PlotFigure } from './plot-figure.tsx';
import type { PlotProps } from './plot-props.ts';
import { createPlotValues } from './plot-values.ts';
import { partRuns } from './run-parts.ts';
import { Toggle } from './toggle.tsx';
import { valuesCsv } from './values-csv.ts';

/** More groups than this are one, as colours would repeat. */
const MOST_PARTS = 10;

/** How often which values occur. */
export function HistogramPlot(props: PlotProps<'histogram'>): JSX.Element {
  const chart = () => props.chart;
  const values = createPlotValues(props.scene, () => [chart().x]);
  const { data } = values;
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const groups = () => {
    const found = props.scene.groups();
    return found && found.length <= MOST_PARTS ? found : null;
  };
  const model = createMemo(() => {
    const known = data();
    const column = known?.columns.get(chart().x);
    if (!known || !column) return null;
    const bins = column.unit === 'words' ? null : makeBins(column.values, chart().log);
    if (!bins) return { column, histogram: null };
    const parts = partRuns(known, undefined, groups()).map(({ label, colour, marks }) => ({
      label: groups() ? label : 'Runs',
      colour,
      counts: countInBins(
        bins,
        Float64Array.from(marks, (mark) => column.values[mark]!),
      ),
    }));
    return { column, histogram: { column, bins, parts, isStacked: !chart().outlined, countLabel: 'Runs' } };
  });
  const notes = () => {
    const known = data();
    const found = model()?.histogram;
    if (!known) return [];
    const tooMany = (props.scene.groups()?.length ?? 0) > MOST_PARTS;
    const log = chart().log ? [chart().x] : [];
    return [
      drawnNote(countPlaced(known.raw, [chart().x], log), known.runs.length),
      ...(found ? [formatPlural(found.bins.edges.length - 1, 'bin')] : []),
      ...missingNotes(known.raw, [chart().x], log),
      ...(tooMany ? [`more than ${MOST_PARTS} groups: drawn as one`] : []),
    ];
  };
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Histogram"
      title={chart().title || chart().x}
      isReady={model() !== null}
      failure={values.failure()}
      onRetry={values.retry}
      empty={model()?.histogram === null ? `No run has a number for ${columnLabel(chart().x)}.` : null}
      notes={notes()}
      makeCsv={() => valuesCsv(data()!, [chart().x])}
      makePicture={picture()}
      settings={
        <>
          <ColumnPick
            label="Value"
            value={chart().x}
            columns={props.scene.columns()}
            onlyNumbers
            onPick={(x) => props.onChange({ ...chart(), x })}
          />
          <Toggle
            label="Log scale"
            isOn={chart().log}
            onToggle={() => props.onChange({ ...chart(), log: !chart().log })}
          >
            Log
          </Toggle>
          <Toggle
            label="Outline each group"
            isOn={chart().outlined}
            disabled={groups() === null}
            onToggle={() => props.onChange({ ...chart(), outlined: !chart().outlined })}
          >
            Outline
          </Toggle>
        </>
      }
    >
      <Histogram
        label={columnLabel(chart().x)}
        model={model()!.histogram!}
        onPicture={(make) => setPicture(() => make)}
      />
    </PlotFigure>
  );
}
