import type { Limits, XKind } from '../../base/axis/axis-scale.ts';
import type { PlotColumn } from '../../base/axis/plot-column.ts';
import type { Packed } from './packed.ts';

/** A place in the palette: a run keeps its colour everywhere. */
export interface Look {
  readonly hue: number;
  readonly dashed: boolean;
}

/** Class of its colour. */
export function shadeOfLook(look: Look | null): string {
  return look ? `k${look.hue}` : 'none';
}

/** A line of a chart; `of` is the run or group it stands for, a number that all charts of the report share. */
export interface LineModel<Column = Float64Array> {
  readonly of: number;
  readonly name: string;
  readonly look: Look;
  /** Ascending. */
  readonly x: Column;
  /** NaN where the line breaks. */
  readonly y: Column;
  /** What it was smoothed from. */
  readonly raw: Column | null;
  /** Of groups: around the line. */
  readonly low: Column | null;
  readonly high: Column | null;
  /** Where NaN and ±∞ were logged. */
  readonly marks: readonly (readonly [x: number, what: 'nan' | 'inf' | '-inf'])[];
}

export interface LinesModel<Column = Float64Array> {
  readonly kind: 'lines';
  readonly name: string;
  readonly x: XKind;
  readonly xLabel: string;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly rangeX: Limits;
  readonly rangeY: Limits;
  readonly lines: readonly LineModel<Column>[];
}

/** A mark is a run. `shade`: class of its colour. */
export interface MarkModel {
  readonly of: number;
  readonly name: string;
  readonly shade: string;
}

export type ColumnModel<Column = Float64Array> = Omit<PlotColumn, 'values'> & { readonly values: Column };

export interface ScatterModel<Column = Float64Array> {
  readonly kind: 'scatter';
  readonly name: string;
  readonly x: ColumnModel<Column>;
  readonly y: ColumnModel<Column>;
  readonly logX: boolean;
  readonly logY: boolean;
  /** What the colours mean; null where they are the runs' own. */
  readonly colour: ColumnModel<Column> | null;
  readonly marks: readonly MarkModel[];
}

export interface ParallelModel<Column = Float64Array> {
  readonly kind: 'parallel';
  readonly name: string;
  readonly axes: readonly {
    readonly column: ColumnModel<Column>;
    readonly log: boolean;
    readonly flip: boolean;
  }[];
  readonly marks: readonly MarkModel[];
}

export interface BarModel {
  readonly of: number;
  readonly name: string;
  /** Null for a run that has no line. */
  readonly look: Look | null;
  readonly value: number;
  readonly text: string;
  /** Whisker of a group. */
  readonly error: readonly [low: number, high: number] | null;
}

export interface BarsModel {
  readonly kind: 'bars';
  readonly name: string;
  readonly label: string;
  readonly bars: readonly BarModel[];
}

export type ChartModel = LinesModel | ScatterModel | ParallelModel | BarsModel;
/** As it lies in the file. */
export type PackedChart = LinesModel<Packed> | ScatterModel<Packed> | ParallelModel<Packed> | BarsModel;

/** What a reader of the report changed of a chart. */
export interface Shown {
  readonly logX: boolean;
  readonly logY: boolean;
  /** Stretches in values, null for everything. */
  readonly zoomX: readonly [number, number] | null;
  readonly zoomY: readonly [number, number] | null;
  readonly hidden: ReadonlySet<number>;
}

export function firstShown(model: ChartModel): Shown {
  const isLog = model.kind === 'lines' || model.kind === 'scatter' ? model : { logX: false, logY: false };
  return { logX: isLog.logX, logY: isLog.logY, zoomX: null, zoomY: null, hidden: new Set() };
}
