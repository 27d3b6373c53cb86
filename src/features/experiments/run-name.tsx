import { useHref } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { paletteColour } from '../../domain/run-colour.ts';
import { useEdits } from '../../state/edits.ts';
import { Icon } from '../../ui/icon.tsx';
import { Eye } from './eye.tsx';
import type { RunRow } from './run-row.ts';
import type { TableScene } from './view/scene.ts';

/** The run's colour, which opens and closes its eye, and its name, which leads to its page. */
export function RunName(props: { readonly row: RunRow; readonly scene: TableScene }): JSX.Element {
  const edits = useEdits();
  // Not the router's own link: that one follows the address and spreads its props, for every row that scrolls by.
  const href = useHref(() => `/runs/${encodeURIComponent(props.row.run)}`);
  /** Where the last part of a path begins; 0 of a name that is none. */
  const lastPart = () => Math.max(0, props.row.name.endsWith('/') ? 0 : props.row.name.lastIndexOf('/'));
  return (
    <span class="run-name">
      <Eye
        colour={paletteColour(props.row.colour)}
        name={props.row.name}
        open={props.scene.isDrawn(props.row.run)}
        onOpen={(open) => props.scene.setEye(props.row.run, open)}
        inGrid
      />
      <a
        class="run-link"
        classList={{ 'is-path': lastPart() > 0 }}
        href={href()}
        tabindex="-1"
        aria-label={lastPart() > 0 ? props.row.name : undefined}
      >
        <Show when={lastPart() > 0} fallback={props.row.name}>
          <span>{props.row.name.slice(0, lastPart())}</span>
          <span>{props.row.name.slice(lastPart())}</span>
        </Show>
      </a>
      <Show when={edits.starred(props.row.run)}>
        <Icon name="star" class="run-star is-full" />
        <span class="unseen">starred</span>
      </Show>
      <Show when={props.row.folded && props.row.childCount > 0}>
        <span class="run-children">{props.row.childCount}</span>
      </Show>
      <Show when={props.row.deleted}>
        <span class="run-deleted">deleted</span>
      </Show>
      <Show when={props.row.archived}>
        <span class="run-deleted">archived</span>
      </Show>
    </span>
  );
}
