import type { MadeChart, MadeChartKind } from '../../../domain/view-state.ts';
import type { ColumnInfo } from '../../../rpc/query-api.ts';
import type { Variety } from './column-variety.ts';
import { firstAxes, firstChoices } from './first-choices.ts';

/** What a chart is about, without its id and title. */
export type ChartChoices<K extends MadeChartKind = Exclude<MadeChartKind, 'line'>> = K extends unknown
  ? Omit<Extract<MadeChart, { kind: K }>, 'id' | 'title'>
  : never;

export interface PlotKind {
  readonly kind: Exclude<MadeChartKind, 'line'>;
  /** Also the accessible name of its figure. */
  readonly label: string;
  /** How a new one begins, given what was logged. */
  readonly begin: (columns: readonly ColumnInfo[], variety: Variety) => ChartChoices;
}

export const PLOT_KINDS: readonly PlotKind[] = [
  {
    kind: 'parallel',
    label: 'Parallel coordinates',
    begin: (columns, variety) => {
      const first = firstChoices(columns, variety);
      return {
        kind: 'parallel',
        axes: firstAxes(first).map((column) => ({ column, log: isLogByName(column), flip: false })),
        colour: first.target,
      };
    },
  },
  {
    kind: 'scatter',
    label: 'Scatter',
    begin: (columns, variety) => {
      const first = firstChoices(columns, variety);
      const x = first.numberParams[0] ?? first.metrics[1] ?? 'started';
      return {
        kind: 'scatter',
        x,
        y: first.target || 'duration',
        colour: '',
        size: '',
        logX: false,
        logY: false,
        front: null,
      };
    },
  },
  {
    kind: 'contour',
    label: 'Contour',
    begin: (columns, variety) => {
      const first = firstChoices(columns, variety);
      const [x, y] = [...first.numberParams, ...first.metrics.slice(1), 'duration', 'started'];
      return { kind: 'contour', x: x!, y: y!, z: first.target || 'duration', logX: false, logY: false };
    },
  },
  {
    kind: 'box',
    label: 'Box plot',
    begin: (columns) => {
      const first = firstChoices(columns);
      return { kind: 'box', y: first.target || 'duration', by: first.groups[0] ?? '', log: false };
    },
  },
  {
    kind: 'importance',
    label: 'Parameter importance',
    begin: (columns) => ({
      kind: 'importance',
      target: firstChoices(columns).target || 'duration',
      measure: 'importance',
    }),
  },
  {
    kind: 'bar',
    label: 'Bar chart',
    begin: (columns) => ({ kind: 'bar', y: firstChoices(columns).target || 'duration' }),
  },
  {
    kind: 'histogram',
    label: 'Histogram',
    begin: (columns) => ({
      kind: 'histogram',
      x: firstChoices(columns).target || 'duration',
      log: false,
      outlined: false,
    }),
  },
  { kind: 'images', label: 'Images', begin: () => ({ kind: 'images', key: '' }) },
];

/** Rates and penalties are searched by powers of ten. */
const LOG_NAMES = [
  'lr',
  'learning_rate',
  'weight_decay',
  'lambda',
  'reg_lambda',
  'reg_alpha',
  'epsilon',
  'eps',
];

function isLogByName(column: string): boolean {
  return LOG_NAMES.includes(column.slice(column.lastIndexOf('.') + 1).toLowerCase());
}
