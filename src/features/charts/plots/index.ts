export { BarFigure } from './bar-figure.tsx';
export { loadVariety } from './column-variety.ts';
export { ComparePlots } from './compare-plots.tsx';
export { MadePlot, type MadePlotProps } from './made-plot.tsx';
export { PLOT_KINDS, type PlotKind } from './plot-kinds.ts';
