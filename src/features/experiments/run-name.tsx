import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { runColour } from '../../domain/run-colour.ts';
import type { RunRow } from './run-row.ts';

/** The run's colour and its name, which leads to its page. */
export function RunName(props: { readonly row: RunRow }): JSX.Element {
  const colour = () => runColour(props.row.run);
  return (
    <span class="run-name">
      <span
        class={`run-swatch run-hue-${colour().hue}${colour().dashed ? ' is-dashed' : ''}`}
        aria-hidden="true"
      />
      <A class="run-link" href={`/runs/${encodeURIComponent(props.row.run)}`} tabindex="-1">
        {props.row.name}
      </A>
      <Show when={props.row.folded && props.row.childCount > 0}>
        <span class="run-children">{props.row.childCount}</span>
      </Show>
      <Show when={props.row.deleted}>
        <span class="run-deleted">deleted</span>
      </Show>
    </span>
  );
}
