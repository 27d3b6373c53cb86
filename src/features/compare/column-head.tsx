import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { paletteColour } from '../../domain/run-colour.ts';
import { Button } from '../../ui/button.tsx';
import { type CompareColumn, SHORT_KEY } from './comparison.ts';

/** The name of a run or a group, and the button that makes it what the others are compared with. */
export function ColumnHead(props: {
  readonly column: CompareColumn;
  readonly isBaseline: boolean;
  readonly onBaseline: (id: string | null) => void;
  readonly onRemove: (run: RunKey) => void;
}): JSX.Element {
  const colour = () => (props.column.colour === null ? null : paletteColour(props.column.colour));
  /** Of a run whose name is not its own alone: the part that tells must not be cut. */
  const ownKey = () => {
    const key = `(${props.column.run?.slice(0, SHORT_KEY)})`;
    return props.column.label.endsWith(` ${key}`) ? key : null;
  };
  const name = () => {
    const key = ownKey();
    return key === null ? props.column.label : props.column.label.slice(0, -key.length);
  };
  const label = () =>
    props.isBaseline ? `${props.column.label} is the baseline` : `Use ${props.column.label} as baseline`;
  return (
    <span class="compare-head" classList={{ 'is-baseline': props.isBaseline }}>
      <Show when={colour()}>
        {(own) => (
          <span
            class="compare-swatch"
            classList={{ 'is-dashed': own().dashed }}
            style={{ '--hue': `var(--run-${own().hue})` }}
            aria-hidden="true"
          />
        )}
      </Show>
      <Show
        when={props.column.run}
        fallback={
          <span class="cut compare-name" title={props.column.label}>
            {props.column.label} <span class="muted">n = {props.column.members.length}</span>
          </span>
        }
      >
        {(run) => (
          <A class="cut compare-name" href={`/runs/${encodeURIComponent(run())}`} title={props.column.label}>
            {name()}
          </A>
        )}
      </Show>
      <Show when={ownKey()}>{(key) => <span class="compare-own-key muted">{key()}</span>}</Show>
      <Button
        variant="quiet"
        small
        icon="pin"
        class="compare-pin"
        label={label()}
        aria-pressed={props.isBaseline}
        onClick={() => props.onBaseline(props.isBaseline ? null : props.column.id)}
      />
      <Show when={props.column.run}>
        {(run) => (
          <Button
            variant="quiet"
            small
            icon="close"
            class="compare-remove"
            label={`Remove ${props.column.label}`}
            onClick={(event) => {
              // The button goes with its run: the table keeps the keyboard.
              event.currentTarget.closest('section')?.focus();
              props.onRemove(run());
            }}
          />
        )}
      </Show>
    </span>
  );
}
