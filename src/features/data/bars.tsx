import { For, type JSX } from 'solid-js';
import type { DyadicHistogram } from '../../domain/fingerprint.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** A small histogram. Decoration: the figures beside it say the same in words. */
export function Bars(props: {
  readonly histogram: DyadicHistogram;
  /** Of the greatest bin of this and whatever it stands beside, as a share of all values. */
  readonly most?: number;
  readonly tone?: 'before' | 'after';
}): JSX.Element {
  const total = () =>
    Math.max(
      1,
      props.histogram.counts.reduce((sum, count) => sum + count, 0),
    );
  const most = () => props.most ?? greatestShare(props.histogram);
  const width = () => WIDTH / Math.max(1, props.histogram.counts.length);
  return (
    <svg
      class={`data-bars is-${props.tone ?? 'after'}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <For each={props.histogram.counts}>
        {(count, at) => {
          const height = () => (count / total() / Math.max(1e-9, most())) * HEIGHT;
          // Few values beside many are seen as a line.
          const shown = () => (count > 0 ? Math.max(1, height()) : 0);
          return (
            <rect
              x={at() * width() + 0.3}
              y={HEIGHT - shown()}
              width={Math.max(0.5, width() - 0.6)}
              height={shown()}
            />
          );
        }}
      </For>
    </svg>
  );
}

export function greatestShare({ counts }: DyadicHistogram): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? 1 : Math.max(...counts) / total;
}
