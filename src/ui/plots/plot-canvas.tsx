import { createEffect, createSignal, For, type JSX, onCleanup, onMount } from 'solid-js';
import { type ChartColours, readColours, watchTheme } from '../line-chart/theme.ts';
import { CanvasSurface } from './canvas-surface.ts';
import type { Surface } from './surface.ts';
import { SvgSurface } from './svg-surface.ts';
import './plots.css';

export type DrawLayer = (surface: Surface) => void;
/** The plot as an SVG document with a title and a note above it. */
export type MakePicture = (title: string, note: string) => string;

/** Size of the picture where the plot has none of its own. */
const PICTURE_WIDTH = 960;
const PICTURE_HEIGHT = 560;

/**
 * Layers of a plot on top of one another, each drawn again when something changes that it has read. The size is the
 * element's; a height given is that of what is drawn, and the element scrolls.
 */
export function PlotCanvas(props: {
  readonly layers: readonly DrawLayer[];
  readonly heightPx?: number | undefined;
  readonly onSize?: (width: number, height: number) => void;
  readonly onPicture?: ((make: MakePicture) => void) | undefined;
  /** Over the layers, in the same box. */
  readonly children?: JSX.Element;
}): JSX.Element {
  let host!: HTMLDivElement;
  const theme = watchTheme();
  const [size, setSize] = createSignal({ width: 0, height: 0 }, { equals: isSameSize });
  const measure = (): void => {
    const next = { width: host.clientWidth, height: props.heightPx ?? host.clientHeight };
    setSize(next);
    props.onSize?.(next.width, next.height);
  };
  onMount(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    onCleanup(() => observer.disconnect());
    measure();
    props.onPicture?.((title, note) => {
      const height = props.heightPx ?? PICTURE_HEIGHT;
      const surface = new SvgSurface(PICTURE_WIDTH, height, readColours(host));
      for (const draw of props.layers) draw(surface);
      return surface.document(title, note);
    });
  });
  createEffect(() => {
    props.heightPx;
    if (host.isConnected) measure();
  });
  const paint = (canvas: HTMLCanvasElement, draw: DrawLayer): void => {
    theme();
    const { width, height } = size();
    if (width === 0 || height === 0) return;
    const context = sizeCanvas(canvas, width, height);
    const colours: ChartColours = readColours(host);
    if (context) draw(new CanvasSurface(context, width, height, colours, getComputedStyle(host).fontFamily));
  };
  return (
    <div ref={host} class="plot-canvas" style={heightStyle(props.heightPx)}>
      <For each={props.layers}>
        {(draw) => {
          let canvas!: HTMLCanvasElement;
          createEffect(() => paint(canvas, draw));
          return <canvas ref={canvas} />;
        }}
      </For>
      {props.children}
    </div>
  );
}

function heightStyle(heightPx: number | undefined): JSX.CSSProperties {
  return heightPx === undefined ? {} : { height: `${heightPx}px` };
}

function isSameSize(a: { width: number; height: number }, b: { width: number; height: number }): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Sharp on every screen; null where the browser has no canvas to give. */
function sizeCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const scale = Math.min(3, devicePixelRatio || 1);
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}
