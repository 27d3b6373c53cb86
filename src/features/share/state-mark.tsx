import type { JSX } from 'solid-js';
import type { MarkShape } from './sync-line.ts';

/** Told apart by shape: ring, dashed ring, half, disc, triangle, square. The words beside it say the same. */
const SHAPES: Readonly<Record<MarkShape, () => JSX.Element>> = {
  off: () => <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  seeking: () => (
    <circle
      cx="5"
      cy="5"
      r="3.5"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-dasharray="2.2 1.5"
    />
  ),
  busy: () => (
    <>
      <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M5 1.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" />
    </>
  ),
  good: () => <circle cx="5" cy="5" r="4" fill="currentColor" />,
  waiting: () => <path d="M5 1 9.3 9H.7z" fill="currentColor" />,
  bad: () => <rect x="1.2" y="1.2" width="7.6" height="7.6" rx="1" fill="currentColor" />,
};

export function StateMark(props: { readonly shape: MarkShape }): JSX.Element {
  return (
    <svg class={`state-mark is-${props.shape}`} viewBox="0 0 10 10" aria-hidden="true">
      {SHAPES[props.shape]()}
    </svg>
  );
}
