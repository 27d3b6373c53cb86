import { createMemo, createSignal, type JSX } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import { summariseBox } from '../../../base/quartiles.ts';
import type { RunKey } from '../../../domain/ids.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import {
  type Lane,
  Lanes,
  type LanesModel,
  type MakePicture,
  makeGroundScale,
  valueText,
} from '../../../ui/plots/index.ts';
import { columnLabel } from './column-labels.ts';
import { createMarkLink } from './lit-mark.ts';
import { drawnNote, missingNotes } from './missing-words.ts';
import { type PlotData, RUN_COLOURS } from './plot-data.ts';
import { PlotFigure } from './plot-figure.tsx';
import { createPlotValues } from './plot-values.ts';
import { partRuns } from './run-parts.ts';
import { valuesCsv } from './values-csv.ts';
import { WHISKERS, whisker } from './whisker.ts';

/** More bars than this are not drawn, and the figure says so. */
const MOST_BARS = 200;

interface Bar {
  readonly lane: Lane;
  readonly value: number;
  /** Null for a group. */
  readonly run: RunKey | null;
}

export interface BarFigureProps {
  readonly scene: RunsScene;
  readonly column: ColumnId;
  /** Null for every run that matches. */
  readonly runs: readonly RunKey[] | null;
  /** Its accessible name. */
  readonly label: string;
  readonly title: string;
  readonly lanePx: number;
  /** Stands to the left of its toolbar. */
  readonly head: JSX.Element;
  readonly onExpand?: (() => void) | undefined;
}

/** A bar for each run, or for each group its centre with a whisker; the best first. */
export function BarFigure(props: BarFigureProps): JSX.Element {
  const values = createPlotValues(
    props.scene,
    () => [props.column],
    () => props.runs,
  );
  const { data } = values;
  const link = createMarkLink(props.scene, data);
  const [litGroup, setLitGroup] = createSignal(-1);
  const [picture, setPicture] = createSignal<MakePicture | null>(null);
  const isLowBest = () => props.scene.columns().find(({ id }) => id === props.column)?.direction === 'lower';
  const bars = createMemo((): readonly Bar[] | null => {
    const known = data();
    if (!known?.columns.has(props.column)) return null;
    const made = props.scene.groups() ? groupBars(known, props) : runBars(known, props);
    // Asked once: a sort compares millions of times.
    const sign = isLowBest() ? 1 : -1;
    return made.sort((a, b) => (a.value - b.value) * sign);
  });
  const shown = createMemo(() => bars()?.slice(0, MOST_BARS) ?? []);
  const model = createMemo((): LanesModel => {
    const ends = shown().flatMap(({ lane, value }) => [
      value,
      ...(lane.mark.kind === 'bar' ? (lane.mark.error ?? []) : []),
    ]);
    const [min, max] = [Math.min(0, ...ends), Math.max(0, ...ends)];
    return {
      lanes: shown().map(({ lane }) => lane),
      label: columnLabel(props.column),
      makeScale: (mostTicks) => makeGroundScale(min, max, mostTicks),
      lanePx: props.lanePx,
    };
  });
  const lit = () => {
    const run = props.scene.lit();
    return props.scene.groups()
      ? litGroup()
      : shown().findIndex((bar) => bar.run !== null && bar.run === run);
  };
  const notes = () => {
    const known = data();
    const count = bars()?.length ?? 0;
    if (!known) return [];
    const { centre, band } = props.scene.charts().line;
    return [
      props.scene.groups()
        ? `${formatPlural(count, 'group')} drawn, ${centre}, whisker: ${WHISKERS[band]}`
        : drawnNote(Math.min(count, MOST_BARS), props.scene.table()?.matchCount ?? known.runs.length),
      ...(count > MOST_BARS ? [`the best ${MOST_BARS} of ${count} are drawn`] : []),
      ...missingNotes(known.raw, [props.column]),
    ];
  };
  return (
    <PlotFigure
      of={props.scene.title()}
      label={props.label}
      title={props.title}
      isReady={bars() !== null}
      failure={values.failure()}
      onRetry={values.retry}
      empty={bars()?.length === 0 ? `No run has a number for ${columnLabel(props.column)}.` : null}
      notes={notes()}
      makeCsv={() => valuesCsv(data()!, [props.column])}
      makePicture={picture()}
      settings={props.head}
      onExpand={props.onExpand}
    >
      <Lanes
        model={model()}
        nameOf={(lane) => `${lane.label}: ${lane.mark.kind === 'bar' ? lane.mark.text : ''}`}
        lit={lit()}
        onLit={(at) => {
          setLitGroup(at);
          const run = at < 0 ? null : (shown()[at]?.run ?? null);
          if (!props.scene.groups()) link.light(run === null ? -1 : (data()?.runs.indexOf(run) ?? -1));
        }}
        onPress={
          props.scene.groups()
            ? undefined
            : (at) => {
                const run = shown()[at]?.run;
                if (run) props.scene.open(run);
              }
        }
        onPicture={(make) => setPicture(() => make)}
      />
    </PlotFigure>
  );
}

function runBars(data: PlotData, { column: id }: BarFigureProps): Bar[] {
  const column = data.columns.get(id)!;
  const { hues } = data;
  return data.runs.flatMap((run, i) => {
    const value = column.values[i]!;
    if (!Number.isFinite(value) || column.unit === 'words') return [];
    const mark = { kind: 'bar', value, error: null, text: valueText(column, value), isFaint: false } as const;
    return [{ run, value, lane: { label: data.names[i]!, colour: RUN_COLOURS[hues[i]!]!, mark } }];
  });
}

function groupBars(data: PlotData, { column: id, scene }: BarFigureProps): Bar[] {
  const column = data.columns.get(id)!;
  const { centre, band } = scene.charts().line;
  return partRuns(data, undefined, scene.groups()).flatMap(({ label, colour, marks }) => {
    const summary = summariseBox(Float64Array.from(marks, (mark) => column.values[mark]!));
    if (!summary || column.unit === 'words') return [];
    const value = centre === 'mean' ? summary.mean : summary.median;
    const finite = marks.map((mark) => column.values[mark]!).filter(Number.isFinite);
    const error = summary.n > 1 ? whisker(finite, value, band) : null;
    const text = `${valueText(column, value)}, n ${summary.n}`;
    const mark = { kind: 'bar', value, error, text, isFaint: false } as const;
    return [{ run: null, value, lane: { label, colour, mark } }];
  });
}
