import { binOf, makeBins } from '../../../base/bins.ts';
import { formatNumber } from '../../../base/format.ts';
import type { DrawnGroup } from '../../../state/runs-scene.ts';
import { hasPlace, type PlotColumn, valueText } from '../../../ui/plots/index.ts';
import { groupPlaces, type PlotData, RUN_COLOURS } from './plot-data.ts';

/** Runs that are shown together: a box, a bar, a part of a histogram. */
export interface RunPart {
  readonly label: string;
  readonly colour: string;
  readonly marks: readonly number[];
}

/** From so many different numbers on they are put in bins. */
const MOST_VALUES = 20;

/** All runs as one, the groups of the table, or a part for each value of a column. */
export function partRuns(
  data: PlotData,
  by: PlotColumn | undefined,
  groups: readonly DrawnGroup[] | null,
): readonly RunPart[] {
  if (by) return partByColumn(data, by);
  if (groups) return partByGroups(data, groups);
  return [{ label: 'All runs', colour: 'var(--accent)', marks: data.runs.map((_, mark) => mark) }];
}

function partByGroups(data: PlotData, groups: readonly DrawnGroup[]): readonly RunPart[] {
  const places = groupPlaces(data.runs, groups);
  const parts = groups.map(({ label, colour }) => ({
    label,
    colour: RUN_COLOURS[colour.hue]!,
    marks: [] as number[],
  }));
  for (const [mark, place] of places.entries()) if (place >= 0) parts[place]!.marks.push(mark);
  return parts.filter(({ marks }) => marks.length > 0);
}

function partByColumn(data: PlotData, by: PlotColumn): readonly RunPart[] {
  const labels = labelsOf(by);
  const byLabel = new Map<string, number[]>();
  for (let mark = 0; mark < data.runs.length; mark++) {
    if (!hasPlace(by, mark)) continue;
    const label = labels(by.values[mark]!);
    const marks = byLabel.get(label);
    if (marks) marks.push(mark);
    else byLabel.set(label, [mark]);
  }
  const first = (marks: readonly number[]) => by.values[marks[0]!]!;
  return [...byLabel]
    .sort(([, a], [, b]) => first(a) - first(b))
    .map(([label, marks], i) => ({ label, marks, colour: RUN_COLOURS[i % RUN_COLOURS.length]! }));
}

function labelsOf(by: PlotColumn): (value: number) => string {
  const distinct = new Set(by.values.filter(Number.isFinite));
  if (by.unit === 'words' || distinct.size <= MOST_VALUES) return (value) => valueText(by, value) || '""';
  const bins = makeBins(by.values, false);
  if (!bins) return (value) => valueText(by, value);
  const text =
    by.unit === 'number'
      ? (value: number) => formatNumber(value, 4)
      : (value: number) => valueText(by, value);
  return (value) => {
    const bin = binOf(bins, value);
    return `${text(bins.edges[bin]!)} to ${text(bins.edges[bin + 1]!)}`;
  };
}
