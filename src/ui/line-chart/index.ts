export { type Limits, needsSymlog, type ValueExtent, type XKind } from '../../base/axis/axis-scale.ts';
export { type ChartData, type ChartLine, type ChartMark, extentInView } from './chart-data.ts';
export { LineChart, type LineChartProps } from './line-chart.tsx';
export { renderPng } from './picture.ts';
export { MARK_TEXT } from './reading-text.ts';
export { type Range, withinExtent } from './zoom.ts';
