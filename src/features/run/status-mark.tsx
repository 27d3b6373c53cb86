import type { JSX } from 'solid-js';
import type { RunStatus } from '../../domain/run.ts';

/** The shape of a status: disc, ring, square or dash, so that colour is never alone. The words stand beside it. */
export function StatusMark(props: { readonly status: RunStatus }): JSX.Element {
  return <span class={`runpage-status is-${props.status}`} aria-hidden="true" />;
}
