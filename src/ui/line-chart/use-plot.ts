import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, onMount } from 'solid-js';
import type { Frame } from './draw.ts';
import { loadUPlot, type UPlotClass } from './load-uplot.ts';
import { Plot, type PlotModel } from './plot.ts';
import { readColours, watchTheme } from './theme.ts';

const LEAST_SIZE_PX = 40;

/** A plot in the host, kept in step with its model, the size of the host and the theme. */
export function usePlot(
  model: PlotModel,
  host: () => HTMLElement,
  lit: Accessor<string | null>,
  onFailed: (error: unknown) => void,
): { readonly plot: Accessor<Plot | null>; readonly frame: Accessor<Frame | null> } {
  const [library, setLibrary] = createSignal<UPlotClass | null>(null);
  const [plot, setPlot] = createSignal<Plot | null>(null);
  const [frame, setFrame] = createSignal<Frame | null>(null);
  const size = useSize(host);
  const wantedModel = createMemo(
    (): PlotModel => ({
      data: model.data,
      range: model.range,
      kind: model.kind,
      logX: model.logX,
      logY: model.logY,
      limitsY: model.limitsY,
    }),
    undefined,
    // Of an answer that is the same but for what it says of points out of sight, nothing is painted anew.
    { equals: isSameModel },
  );
  let shown: { model: PlotModel; size: Size; plot: Plot } | null = null;
  let isGone = false;
  loadUPlot().then(
    (loaded) => isGone || setLibrary(() => loaded),
    (error: unknown) => isGone || onFailed(error),
  );
  createEffect(() => {
    const loaded = library();
    const wanted = wantedModel();
    const place = size();
    if (!loaded || place.width < LEAST_SIZE_PX || place.height < LEAST_SIZE_PX) return;
    if (shown) {
      if (shown.model !== wanted) shown.plot.update(wanted);
      if (shown.size !== place) shown.plot.resize(place);
    } else {
      const next = new Plot(loaded, host(), wanted, readColours(host()), place);
      shown = { plot: next, model: wanted, size: place };
      setPlot(next);
    }
    shown.model = wanted;
    shown.size = place;
    setFrame(shown.plot.frame);
  });
  createEffect(() => plot()?.light(lit()));
  createEffect(on(watchTheme(), () => shown?.plot.recolour(readColours(host())), { defer: true }));
  onCleanup(() => {
    isGone = true;
    shown?.plot.destroy();
  });
  return { plot, frame };
}

function isSameModel(a: PlotModel, b: PlotModel): boolean {
  return (
    a.data === b.data &&
    a.range === b.range &&
    a.kind === b.kind &&
    a.logX === b.logX &&
    a.logY === b.logY &&
    a.limitsY === b.limitsY
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function useSize(host: () => HTMLElement): Accessor<Size> {
  const [size, setSize] = createSignal<Size>({ width: 0, height: 0 });
  onMount(() => {
    const observer = new ResizeObserver(() =>
      setSize({ width: host().clientWidth, height: host().clientHeight }),
    );
    observer.observe(host());
    onCleanup(() => observer.disconnect());
  });
  return size;
}
