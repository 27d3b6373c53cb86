import type { JSX } from 'solid-js';
import { drawFigure, type FigureModel } from './figure-draw.ts';
import { PlotCanvas } from './plot-canvas.tsx';

/** Marks of several kinds on one pair of axes: a picture, its contents in its name. */
export function FigurePlot(props: { readonly label: string; readonly model: FigureModel }): JSX.Element {
  return (
    <PlotCanvas layers={[(surface) => drawFigure(surface, props.model)]}>
      <div class="plot-over is-picture" role="img" aria-label={props.label} />
    </PlotCanvas>
  );
}
