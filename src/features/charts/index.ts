export { ComparePlots } from './made-plot.tsx';
export { MetricChart } from './metric-chart.tsx';
export { RunCharts } from './run-charts.tsx';
export { SceneCharts } from './scene-charts.tsx';
