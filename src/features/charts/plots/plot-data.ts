import { makePlotColumn, type PlotColumn } from '../../../base/axis/plot-column.ts';
import type { RunKey } from '../../../domain/ids.ts';
import { RUN_HUES } from '../../../domain/run-colour.ts';
import type { ColumnId, ColumnValues, ValueColumn } from '../../../rpc/query-api.ts';
import type { DrawnGroup } from '../../../state/runs-scene.ts';
import { columnLabel } from './column-labels.ts';

/** Values of runs as plots want them. */
export interface PlotData {
  readonly runs: readonly RunKey[];
  readonly names: readonly string[];
  /** Codes of `RUN_COLOURS`. */
  readonly hues: Uint8Array;
  readonly columns: ReadonlyMap<ColumnId, PlotColumn>;
  /** As they came, for downloads. */
  readonly raw: ReadonlyMap<ColumnId, ValueColumn>;
}

const UNITS: ReadonlyMap<string, 'time' | 'duration'> = new Map([
  ['started', 'time'],
  ['ended', 'time'],
  ['duration', 'duration'],
]);

export const NAME_COLUMN = 'name';

export function toPlotData(values: ColumnValues): PlotData {
  const raw = new Map(values.columns.map((column) => [column.column, column]));
  const names = raw.get(NAME_COLUMN);
  return {
    runs: values.runs,
    hues: values.colours.map((place) => place % RUN_HUES),
    names: values.runs.map((run, i) => names?.texts?.[i] ?? nameOfNumber(names, i) ?? run.slice(0, 8)),
    columns: new Map(values.columns.map((column) => [column.column, toPlotColumn(column)])),
    raw,
  };
}

/** Where every run is called by a number, names are numbers too. */
function nameOfNumber(names: ValueColumn | undefined, i: number): string | null {
  return names?.present[i] === 1 ? String(names.numbers[i]) : null;
}

export function toPlotColumn(column: ValueColumn): PlotColumn {
  return makePlotColumn(columnLabel(column.column), column, UNITS.get(column.column) ?? 'number');
}

/** CSS colours of the palette, without the dashes that lines have. */
export const RUN_COLOURS: readonly string[] = Array.from({ length: 10 }, (_, hue) => `var(--run-${hue})`);

/** Which group each run is in, by its place; -1 for none. */
export function groupPlaces(runs: readonly RunKey[], groups: readonly DrawnGroup[]): Int32Array {
  const places = new Map<RunKey, number>();
  for (const [place, group] of groups.entries()) for (const run of group.runs) places.set(run, place);
  return Int32Array.from(runs, (run) => places.get(run) ?? -1);
}
