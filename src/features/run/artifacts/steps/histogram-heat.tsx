import { createEffect, createMemo, type JSX, Show } from 'solid-js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import type { HistogramMap } from '../../../../rpc/step-file.ts';
import { type HistogramMapProps, stepText } from './histogram-ridges.tsx';

/** A column for each step, values upwards, the fuller the more of them. A press chooses the step. */
export function HistogramHeat(props: HistogramMapProps): JSX.Element {
  let canvas!: HTMLCanvasElement;
  createEffect(() => draw(canvas, props.map));
  const columns = () => props.map.lines.length;
  /** Where many steps are not drawn, the one before the chosen stands for it. */
  const column = createMemo(() => props.map.lines.findLastIndex((line) => line <= props.at));
  const choose = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * columns());
    props.onChoose(props.map.lines[Math.max(0, Math.min(at, columns() - 1))]!);
  };
  const words = () =>
    `Values by step: ${formatCount(columns())} steps, values from ${formatNumber(props.map.from)} to ${formatNumber(props.map.to)}, the fuller the more`;
  return (
    <figure class="step-plot">
      <div class="step-plot-side">
        <span>{formatNumber(props.map.to)}</span>
        <span>value</span>
        <span>{formatNumber(props.map.from)}</span>
      </div>
      <div class="step-plot-area">
        <canvas ref={canvas} class="step-heat" role="img" aria-label={words()} onClick={choose} />
        <Show when={column() >= 0}>
          <i
            class="step-heat-mark"
            style={{ left: `${(column() / columns()) * 100}%`, width: `${100 / columns()}%` }}
          />
        </Show>
      </div>
      <div class="step-plot-foot">
        <span>{stepText(props.steps, props.map.lines[0]!)}</span>
        <span>step</span>
        <span>{stepText(props.steps, props.map.lines.at(-1)!)}</span>
      </div>
    </figure>
  );
}

/** A pixel for each bin of each step; the style sheet gives the ink. */
function draw(canvas: HTMLCanvasElement, { lines, shares, bins }: HistogramMap): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = lines.length;
  canvas.height = bins;
  context.fillStyle = getComputedStyle(canvas).color;
  const peak = shares.reduce((most, share) => Math.max(most, share), 1e-12);
  for (const [index, share] of shares.entries()) {
    if (share === 0) continue;
    // The root brings out thin tails.
    context.globalAlpha = Math.sqrt(share / peak);
    context.fillRect(Math.floor(index / bins), bins - 1 - (index % bins), 1, 1);
  }
}
