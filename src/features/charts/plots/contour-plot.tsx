import { createMemo, createSignal, type JSX } from 'solid-js';
import {
  coloursOf,
  hasPlace,
  LEAST_POINTS,
  type MakePicture,
  makeGrid,
  type PlotColumn,
  placeRing,
  Scatter,
  type ScatterLayout,
  type ScatterModel,
  type Surface,
  traceBands,
} from '../../../ui/plots/index.ts';
import { AxisPick } from './axis-pick.tsx';
import { ColumnPick } from './column-pick.tsx';
import { createMarkLink } from './lit-mark.ts';
import { drawnNote, missingNotes } from './missing-words.ts';
import { RUN_COLOURS } from './plot-data.ts';
import { PlotFigure } from './plot-figure.tsx';
import type { ChartChoices } from './plot-kinds.ts';
import type { PlotProps } from './plot-props.ts';
import { createPlotValues } from './plot-values.ts';
import { readingsOf } from './readings.ts';
import { valuesCsv } from './values-csv.ts';

const GRID_COLUMNS = 120;
const GRID_ROWS = 90;
const LEVELS = 10;
/** More points than this are thinned before they are triangulated; neighbours then say the same. */
const MOST_POINTS = 20_000;

/** A third column over two others, between the runs that have all three. */
export function ContourPlot(props: PlotProps<'contour'>): JSX.Element {
  const chart = () => props.chart;
  const columns = () => [chart().x, chart().y, chart().z];
  const values = createPlotValues(props.scene, columns);
  const { data } = values;
  const link = createMarkLink(props.scene, data);
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const drawn = createMemo(() => {
    const known = data();
    const [x, y, z] = columns().map((id) => known?.columns.get(id));
    if (!x || !y || !z) return null;
    const marks = Array.from(x.values.keys()).filter(
      (i) =>
        hasPlace(x, i) &&
        hasPlace(y, i) &&
        hasPlace(z, i) &&
        !(chart().logX && x.values[i]! <= 0) &&
        !(chart().logY && y.values[i]! <= 0),
    );
    return { x: keepOnly(x, marks), y: keepOnly(y, marks), z: keepOnly(z, marks), marks };
  });
  const model = createMemo((): ScatterModel | null => {
    const known = drawn();
    if (!known) return null;
    const { x, y, z } = known;
    // The surface has the colours; runs of the same colour could not be seen on it.
    const { legend } = coloursOf(z, RUN_COLOURS, false);
    const colours = { codes: new Uint8Array(z.values.length), palette: ['var(--ink)'], legend };
    return { x, y, logX: chart().logX, logY: chart().logY, colours, size: null, front: [] };
  });
  const [isFlat, setIsFlat] = createSignal(false);
  const under = (surface: Surface, layout: ScatterLayout): void => {
    const known = drawn();
    if (!known || known.marks.length < LEAST_POINTS) return;
    setIsFlat(!drawBands(surface, layout, known));
  };
  const empty = (): string | null => {
    const count = drawn()?.marks.length ?? 0;
    return count === 0 ? 'No run has all three values.' : null;
  };
  const notes = () => {
    const known = data();
    const count = drawn()?.marks.length ?? 0;
    if (!known) return [];
    return [
      drawnNote(count, known.runs.length),
      ...missingNotes(known.raw, columns(), [
        ...(chart().logX ? [chart().x] : []),
        ...(chart().logY ? [chart().y] : []),
      ]),
      ...(count < LEAST_POINTS
        ? [`a surface needs at least ${LEAST_POINTS} runs with all three`]
        : isFlat()
          ? ['all runs lie on one line: there is no surface between them']
          : ['linear between neighbouring runs, nothing is said outside them']),
      ...(count > MOST_POINTS ? [`the surface is made of ${MOST_POINTS} of them`] : []),
    ];
  };
  const change = (part: Partial<ChartChoices<'contour'>>) => props.onChange({ ...chart(), ...part });
  return (
    <PlotFigure
      of={props.scene.title()}
      label="Contour"
      title={chart().title || `${chart().z} over ${chart().x} and ${chart().y}`}
      isReady={model() !== null}
      failure={values.failure()}
      onRetry={values.retry}
      empty={empty()}
      notes={notes()}
      makeCsv={() => valuesCsv(data()!, columns())}
      makePicture={picture()}
      settings={
        <>
          <AxisPick
            axis="x"
            value={chart().x}
            columns={props.scene.columns()}
            onlyNumbers
            isLog={chart().logX}
            onPick={(x) => change({ x })}
            onLog={(logX) => change({ logX })}
          />
          <AxisPick
            axis="y"
            value={chart().y}
            columns={props.scene.columns()}
            onlyNumbers
            isLog={chart().logY}
            onPick={(y) => change({ y })}
            onLog={(logY) => change({ logY })}
          />
          <ColumnPick
            label="Z"
            value={chart().z}
            columns={props.scene.columns()}
            onlyNumbers
            onPick={(z) => change({ z })}
          />
        </>
      }
    >
      <Scatter
        label={`${chart().z} over ${chart().x} and ${chart().y}`}
        model={model()!}
        under={under}
        nameOf={(mark) => data()?.names[mark] ?? ''}
        readingsOf={(mark) => readingsOf(data(), columns(), mark)}
        lit={link.lit()}
        onLit={link.light}
        selected={link.selected()}
        onOpen={link.open}
        onToggle={link.toggle}
        onBrush={(brushed) => link.select(brushed?.marks ?? [])}
        onPicture={(make) => setPicture(() => make)}
      />
    </PlotFigure>
  );
}

interface Drawn {
  readonly x: PlotColumn;
  readonly y: PlotColumn;
  readonly z: PlotColumn;
  readonly marks: readonly number[];
}

function keepOnly(column: PlotColumn, marks: readonly number[]): PlotColumn {
  const values = new Float64Array(column.values.length).fill(Number.NaN);
  for (const mark of marks) values[mark] = column.values[mark]!;
  return { ...column, values };
}

/** False where there is no surface. */
function drawBands(surface: Surface, { frame }: ScatterLayout, { x, y, z, marks }: Drawn): boolean {
  const stride = Math.ceil(marks.length / MOST_POINTS);
  const used = marks.filter((_, i) => i % stride === 0);
  const grid = makeGrid(
    used.map((mark) => frame.x.toUnit(x.values[mark]!)),
    used.map((mark) => frame.y.toUnit(y.values[mark]!)),
    used.map((mark) => z.values[mark]!),
    GRID_COLUMNS,
    GRID_ROWS,
  );
  if (!grid) return false;
  const bands = traceBands(grid, LEVELS);
  surface.clipped(frame.box, () => {
    for (const [i, band] of bands.entries()) {
      const fill = `ramp:${bands.length > 1 ? i / (bands.length - 1) : 0.5}`;
      surface.path(
        (pen) => {
          for (const ring of band.rings) placeRing(ring, frame.box, pen);
        },
        { fill, stroke: 'var(--panel)', width: 0.5 },
      );
    }
  });
  return true;
}
