import { createMemo, createSignal, For, type JSX } from 'solid-js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import type { HistogramMap } from '../../../../rpc/step-file.ts';

/** More lie too close to be told apart. */
export const MOST_RIDGES = 40;
const HEIGHT = 260;
/** How high the fullest bin rises above the line of its step. */
const RISE = 80;
const LABELS = 5;

export interface HistogramMapProps {
  readonly map: HistogramMap;
  readonly steps: Float64Array;
  /** The line that is chosen. */
  readonly at: number;
  readonly onChoose: (line: number) => void;
}

interface Ridge {
  readonly line: number;
  readonly outline: string;
  readonly baseY: number;
}

/** A line for each step, the first at the back. A press chooses the nearest; the slider does so by keyboard. */
export function HistogramRidges(props: HistogramMapProps): JSX.Element {
  const [pointed, setPointed] = createSignal<number | null>(null);
  const ridges = createMemo(() => makeRidges(props.map));
  const nearest = (y: number) => {
    const all = ridges();
    const index = Math.round(((y - RISE) / (HEIGHT - RISE)) * (all.length - 1));
    return all[Math.max(0, Math.min(index, all.length - 1))]!.line;
  };
  const lineAt = (event: MouseEvent & { readonly currentTarget: Element }) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearest(((event.clientY - box.top) / box.height) * HEIGHT);
  };
  /** Where many steps are not drawn, the one before the chosen stands for it. */
  const marked = createMemo(() => ridges().findLast(({ line }) => line <= props.at)?.line);
  const shade = (index: number) => 25 + Math.round((60 * index) / Math.max(1, ridges().length - 1));
  const words = () =>
    `Histograms of ${formatCount(props.map.lines.length)} steps, values from ${formatNumber(props.map.from)} to ${formatNumber(props.map.to)}`;
  return (
    <figure class="step-plot">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider above does the same */}
      <svg
        class="step-plot-area"
        viewBox={`0 0 ${props.map.bins} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words()}
        onPointerMove={(event) => setPointed(lineAt(event))}
        onPointerLeave={() => setPointed(null)}
        onClick={(event) => props.onChoose(lineAt(event))}
      >
        <For each={ridges()}>
          {(ridge, index) => (
            <path
              class="step-ridge"
              classList={{
                'is-chosen': ridge.line === marked(),
                'is-pointed': ridge.line === pointed(),
              }}
              style={{ '--shade': `${shade(index())}%` }}
              d={ridge.outline}
            />
          )}
        </For>
      </svg>
      <div class="step-plot-rows" aria-hidden="true">
        <For each={labelled(ridges())}>
          {(ridge) => (
            <span style={{ top: `${(ridge.baseY / HEIGHT) * 100}%` }}>
              {stepText(props.steps, ridge.line)}
            </span>
          )}
        </For>
      </div>
      <div class="step-plot-foot">
        <span>{formatNumber(props.map.from)}</span>
        <span>{pointed() === null ? 'value' : `step ${stepText(props.steps, pointed()!)}`}</span>
        <span>{formatNumber(props.map.to)}</span>
      </div>
    </figure>
  );
}

export function stepText(steps: Float64Array, line: number): string {
  const step = steps[line] ?? Number.NaN;
  return Number.isNaN(step) ? '–' : formatCount(step);
}

function makeRidges({ lines, shares, bins }: HistogramMap): readonly Ridge[] {
  const count = Math.min(lines.length, MOST_RIDGES);
  const peak = shares.reduce((most, share) => Math.max(most, share), 1e-12);
  return Array.from({ length: count }, (_, index) => {
    const row = count === 1 ? 0 : Math.round((index * (lines.length - 1)) / (count - 1));
    const baseY = RISE + ((HEIGHT - RISE) * index) / Math.max(1, count - 1);
    let outline = `M0 ${baseY}`;
    for (let bin = 0; bin < bins; bin++) {
      const y = baseY - (shares[row * bins + bin]! / peak) * RISE;
      outline += `L${bin + 0.5} ${y.toFixed(1)}`;
    }
    return { line: lines[row]!, outline: `${outline}L${bins} ${baseY}`, baseY };
  });
}

/** The first, the last and some between them. */
function labelled(ridges: readonly Ridge[]): readonly Ridge[] {
  if (ridges.length <= LABELS) return ridges;
  return Array.from(
    { length: LABELS },
    (_, index) => ridges[Math.round((index * (ridges.length - 1)) / (LABELS - 1))]!,
  );
}
