export type { ChartRun } from './chart-state.ts';
export { MetricChart } from './metric-chart.tsx';
export { RunCharts } from './run-charts.tsx';
