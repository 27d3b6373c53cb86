import type { JSX } from 'solid-js';
import type { RunStatus } from '../../domain/run.ts';
import { statusText } from '../../domain/status-text.ts';

/** A state has a shape as well as a colour: disc, ring, square, crossed square. */
export function RunStatusMark(props: { readonly status: RunStatus }): JSX.Element {
  return (
    <span class="run-status">
      <span class={`status-shape is-${props.status}`} aria-hidden="true" />
      {statusText(props.status)}
    </span>
  );
}
