export type { ChartRun } from './chart-panel.tsx';
export { MetricChart } from './metric-chart.tsx';
export { RunCharts } from './run-charts.tsx';
