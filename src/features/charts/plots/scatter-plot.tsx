import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import { paretoFront } from '../../../base/pareto-front.ts';
import type { ParetoEnds } from '../../../domain/view-state.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import { Button } from '../../../ui/button.tsx';
import { MenuButton } from '../../../ui/menu.tsx';
import {
  type Brushed,
  hasPlace,
  type MakePicture,
  Scatter,
  type ScatterModel,
} from '../../../ui/plots/index.ts';
import { AxisPick } from './axis-pick.tsx';
import { ColumnPick } from './column-pick.tsx';
import { createMarkLink } from './lit-mark.ts';
import { markColours } from './mark-colour-choice.ts';
import { drawnNote, missingNotes } from './missing-words.ts';
import { brushClause } from './narrow-clause.ts';
import { PlotFigure } from './plot-figure.tsx';
import type { ChartChoices } from './plot-kinds.ts';
import type { PlotProps } from './plot-props.ts';
import { createPlotValues } from './plot-values.ts';
import { readingsOf } from './readings.ts';
import { valuesCsv } from './values-csv.ts';

/** Runs by two columns; colour and size by others. */
export function ScatterPlot(props: PlotProps<'scatter'>): JSX.Element {
  const chart = () => props.chart;
  const columns = () => [chart().x, chart().y, chart().colour, chart().size];
  const values = createPlotValues(props.scene, columns);
  const { data } = values;
  const link = createMarkLink(props.scene, data);
  const [brushed, setBrushed] = createSignal<Brushed | null>(null);
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const narrowing = createNarrowing(props, brushed, data);
  const model = createMemo((): ScatterModel | null => {
    const known = data();
    const x = known?.columns.get(chart().x);
    const y = known?.columns.get(chart().y);
    if (!known || !x || !y) return null;
    const ends = chart().front;
    return {
      x: chart().logX ? withoutZero(x) : x,
      y: chart().logY ? withoutZero(y) : y,
      logX: chart().logX,
      logY: chart().logY,
      colours: markColours(known, chart().colour, props.scene),
      size: known.columns.get(chart().size) ?? null,
      front: ends ? paretoFront(x.values, y.values, ends.x, ends.y) : [],
    };
  });
  const drawn = () => {
    const known = model();
    return known
      ? known.x.values.reduce((sum, _, i) => sum + Number(hasPlace(known.x, i) && hasPlace(known.y, i)), 0)
      : 0;
  };
  const log = () => [...(chart().logX ? [chart().x] : []), ...(chart().logY ? [chart().y] : [])];
  const notes = () => {
    const known = data();
    if (!known) return [];
    return [
      drawnNote(drawn(), known.runs.length),
      ...missingNotes(known.raw, [chart().x, chart().y], log()),
      ...(chart().front ? [`${formatPlural(model()?.front.length ?? 0, 'run')} on the Pareto front`] : []),
    ];
  };
  const change = (part: Partial<ChartChoices<'scatter'>>) => props.onChange({ ...chart(), ...part });
  const brush = (next: Brushed | null): void => {
    setBrushed(next);
    link.select(next?.marks ?? []);
  };
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Scatter"
      title={chart().title || `${chart().y} by ${chart().x}`}
      isReady={model() !== null}
      failure={values.failure()}
      onRetry={values.retry}
      empty={drawn() === 0 ? 'No run has both values.' : null}
      notes={notes()}
      makeCsv={() => valuesCsv(data()!, columns())}
      makePicture={picture()}
      settings={
        <>
          <AxisPick
            axis="x"
            value={chart().x}
            columns={props.scene.columns()}
            isLog={chart().logX}
            onPick={(x) => change({ x })}
            onLog={(logX) => change({ logX })}
          />
          <AxisPick
            axis="y"
            value={chart().y}
            columns={props.scene.columns()}
            isLog={chart().logY}
            onPick={(y) => change({ y })}
            onLog={(logY) => change({ logY })}
          />
          <ColumnPick
            label="Colour"
            value={chart().colour}
            columns={props.scene.columns()}
            none={props.scene.groups() ? 'Group' : 'Run'}
            onPick={(colour) => change({ colour })}
          />
          <ColumnPick
            label="Size"
            value={chart().size}
            columns={props.scene.columns()}
            onlyNumbers
            none="Same"
            onPick={(size) => change({ size })}
          />
          <FrontMenu front={chart().front} onFront={(front) => change({ front })} />
        </>
      }
      foot={
        <Show when={brushed() || narrowing.isOn()}>
          <div class="plot-foot">
            <Show when={brushed()}>
              {(known) => <span role="status">{formatPlural(known().marks.length, 'run')} selected</span>}
            </Show>
            <Show when={narrowing.canNarrow()}>
              <Button small variant="quiet" onClick={narrowing.narrow}>
                Filter the table to these ranges
              </Button>
            </Show>
            <Show when={narrowing.isOn()}>
              <Button small variant="quiet" onClick={narrowing.clear}>
                Take the ranges off the filter
              </Button>
            </Show>
          </div>
        </Show>
      }
    >
      <Scatter
        label={`${chart().y} by ${chart().x}`}
        model={model()!}
        nameOf={(mark) => data()?.names[mark] ?? ''}
        readingsOf={(mark) => readingsOf(data(), columns(), mark)}
        lit={link.lit()}
        onLit={link.light}
        selected={link.selected()}
        onOpen={link.open}
        onToggle={link.toggle}
        onBrush={brush}
        onPicture={(make) => setPicture(() => make)}
      />
    </PlotFigure>
  );
}

const FRONTS: readonly { readonly label: string; readonly front: ParetoEnds | null }[] = [
  { label: 'None', front: null },
  { label: 'Low x, low y', front: { x: 'min', y: 'min' } },
  { label: 'Low x, high y', front: { x: 'min', y: 'max' } },
  { label: 'High x, low y', front: { x: 'max', y: 'min' } },
  { label: 'High x, high y', front: { x: 'max', y: 'max' } },
];

function FrontMenu(props: {
  readonly front: ParetoEnds | null;
  readonly onFront: (front: ParetoEnds | null) => void;
}): JSX.Element {
  return (
    <MenuButton
      label="Pareto front"
      variant="quiet"
      small
      items={FRONTS.map(({ label, front }) => ({
        label,
        checked: front?.x === props.front?.x && front?.y === props.front?.y,
        onSelect: () => props.onFront(front),
      }))}
    >
      Pareto front
    </MenuButton>
  );
}

function withoutZero<T extends { readonly values: Float64Array; readonly unit: string }>(column: T): T {
  if (column.unit === 'words') return column;
  return { ...column, values: column.values.map((value) => (value > 0 ? value : Number.NaN)) };
}

function createNarrowing(
  props: {
    readonly chart: { readonly id: string; readonly x: ColumnId; readonly y: ColumnId };
    readonly scene: RunsScene;
  },
  brushed: () => Brushed | null,
  data: ReturnType<typeof createPlotValues>['data'],
) {
  const [isOn, setIsOn] = createSignal(false);
  const clauses = () => {
    const [known, brush] = [data(), brushed()];
    if (!known || !brush) return null;
    const clauseOf = (id: ColumnId, range: readonly [number, number]): string | null => {
      const column = known.columns.get(id);
      if (!column) return null;
      const kept =
        column.unit === 'words' ? ([Math.ceil(range[0]), Math.floor(range[1])] as const) : shortRange(range);
      return brushClause(id, column, { range: kept, missing: false });
    };
    const { x, y } = props.chart;
    const both = { x: clauseOf(x, brush.x), y: clauseOf(y, brush.y) };
    return both.x !== null && both.y !== null ? both : null;
  };
  return {
    isOn,
    canNarrow: () => clauses() !== null,
    narrow: () => {
      const found = clauses();
      if (!found) return;
      props.scene.narrow(`${props.chart.id}:x`, found.x);
      props.scene.narrow(`${props.chart.id}:y`, found.y);
      setIsOn(true);
    },
    clear: () => {
      props.scene.narrow(`${props.chart.id}:x`, null);
      props.scene.narrow(`${props.chart.id}:y`, null);
      setIsOn(false);
    },
  };
}

/** No more digits than a pixel is worth. */
function shortRange([from, to]: readonly [number, number]): readonly [number, number] {
  const digits = (value: number) =>
    value === 0 || !(to > from)
      ? 6
      : Math.max(3, Math.min(15, Math.ceil(Math.log10(Math.abs(value) / (to - from))) + 3));
  return [Number(from.toPrecision(digits(from))), Number(to.toPrecision(digits(to)))];
}
