import type { RunKey } from '../../../domain/ids.ts';
import { RUN_HUES } from '../../../domain/run-colour.ts';
import type { ColumnId, ColumnValues, ValueColumn } from '../../../rpc/query-api.ts';
import type { DrawnGroup } from '../../../state/runs-scene.ts';
import type { PlotColumn } from '../../../ui/plots/index.ts';
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

const UNITS: ReadonlyMap<string, PlotColumn['unit']> = new Map([
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
  const label = columnLabel(column.column);
  const { texts } = column;
  if (!texts) {
    return { label, values: column.numbers, unit: UNITS.get(column.column) ?? 'number', words: [] };
  }
  const words = [...new Set(texts.filter((text) => text !== null))].sort(compareWords);
  const places = new Map(words.map((word, place) => [word, place]));
  const values = Float64Array.from(texts, (text) =>
    text === null ? Number.NaN : (places.get(text) ?? Number.NaN),
  );
  return { label, values, unit: 'words', words };
}

/** Numbers among words by their size, before them. */
function compareWords(a: string, b: string): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** CSS colours of the palette, without the dashes that lines have. */
export const RUN_COLOURS: readonly string[] = Array.from({ length: 10 }, (_, hue) => `var(--run-${hue})`);

/** Which group each run is in, by its place; -1 for none. */
export function groupPlaces(runs: readonly RunKey[], groups: readonly DrawnGroup[]): Int32Array {
  const places = new Map<RunKey, number>();
  for (const [place, group] of groups.entries()) for (const run of group.runs) places.set(run, place);
  return Int32Array.from(runs, (run) => places.get(run) ?? -1);
}
