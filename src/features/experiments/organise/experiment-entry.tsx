import { A, useIsRouting, useLocation } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import type { Box } from '../../../ui/popover-place.ts';
import { RenameField } from './rename-field.tsx';

/** One experiment of the list: a link with the number of its runs, and its menu. */
export function ExperimentEntry(props: {
  readonly id: string;
  readonly label: string;
  /** The part of the name that the tree above it says already: heard, not seen. */
  readonly before: string;
  readonly count: number;
  readonly starred: boolean;
  /** Archived, deleted: heard as a word, seen as a fainter name. */
  readonly state: 'archived' | 'deleted' | null;
  /** Absent where nothing can be changed. */
  readonly onMenu?: (anchor: Box) => void;
  readonly renaming: boolean;
  readonly onName: (name: string) => void;
  readonly onRenamed: () => void;
}): JSX.Element {
  let link: HTMLAnchorElement | undefined;
  const location = useLocation();
  const isRouting = useIsRouting();
  // An entry that was made while the router was on its way hears of the new place only by its arrival.
  const isHere = () => !isRouting() && location.pathname === href();
  const href = () => `/experiments/${encodeURIComponent(props.id)}`;
  const name = () => props.before + props.label;
  /** The whole name, where the eye has the tree. */
  const heard = () => {
    const marks = [props.starred ? 'starred' : null, props.state].filter((mark) => mark !== null);
    return [`${name()} ${formatPlural(props.count, 'run')}`, ...marks].join(', ');
  };
  return (
    <Show
      when={!props.renaming}
      fallback={
        <RenameField
          label="Experiment name"
          of="experiment"
          name={name()}
          onName={props.onName}
          onClose={(byKey) => {
            props.onRenamed();
            if (byKey) queueMicrotask(() => link?.focus());
          }}
        />
      }
    >
      <A
        ref={(element) => {
          link = element;
        }}
        class="experiment-entry"
        classList={{ [`is-${props.state}`]: props.state !== null }}
        activeClass=""
        href={href()}
        aria-current={isHere() ? 'page' : undefined}
        aria-label={heard()}
        title={name()}
        onContextMenu={(event) => {
          if (!props.onMenu) return;
          event.preventDefault();
          props.onMenu(event.currentTarget.getBoundingClientRect());
        }}
      >
        {/* The space is not seen, but without it the text of the link would be another one than its name. */}
        <span class="cut">{props.label}</span>{' '}
        <Show when={props.starred}>
          <Icon name="star" class="experiment-star is-full" />
        </Show>
        <span class="experiment-count">{formatCount(props.count)}</span>
      </A>
      <Show when={props.onMenu}>
        {(onMenu) => (
          <Button
            class="experiment-more"
            variant="quiet"
            small
            icon="more"
            label={`Menu of ${name()}`}
            aria-haspopup="menu"
            onClick={(event) => onMenu()(event.currentTarget.getBoundingClientRect())}
          />
        )}
      </Show>
    </Show>
  );
}
