import { For, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { Pair } from '../../domain/run.ts';
import { Icon } from '../../ui/icon.tsx';

/** In a row of a table more than these are counted. */
const MOST_TAGS = 1;
const MOST_ALIASES = 3;

/** Tags of a row as small marks. */
export function TagBadges(props: { readonly tags: readonly Pair[] }): JSX.Element {
  const rest = () => props.tags.slice(MOST_TAGS);
  return (
    <span class="models-badges">
      <For each={props.tags.slice(0, MOST_TAGS)}>
        {([key, value]) => (
          <span class="models-badge" title={`${key}: ${value.slice(0, 2000)}`}>
            {key}: {value.slice(0, 80)}
          </span>
        )}
      </For>
      <Show when={rest().length > 0}>
        <span class="muted" title={restText(rest().map(([key]) => key))}>
          {rest().length} more
        </span>
      </Show>
    </span>
  );
}

export function AliasBadges(props: {
  readonly aliases: readonly { readonly alias: string; readonly version?: number }[];
}): JSX.Element {
  const rest = () => props.aliases.slice(MOST_ALIASES);
  return (
    <span class="models-badges">
      <For each={props.aliases.slice(0, MOST_ALIASES)}>
        {({ alias, version }) => (
          <span class="models-badge" title={`@${alias}`}>
            @{alias}
            {version === undefined ? '' : ` ${version}`}
          </span>
        )}
      </For>
      <Show when={rest().length > 0}>
        <span class="muted" title={restText(rest().map(({ alias }) => `@${alias}`))}>
          {rest().length} more
        </span>
      </Show>
    </span>
  );
}

function restText(names: readonly string[]): string {
  return names.join(', ').slice(0, 2000);
}

/** Beside the stage of a version that rules keep out of it. */
export function BrokenBadge(props: { readonly rules: number }): JSX.Element {
  const text = () =>
    `Breaks ${formatPlural(props.rules, 'rule')} that ${props.rules === 1 ? 'blocks' : 'block'}`;
  return (
    <Show when={props.rules > 0}>
      <span class="models-broken" title={text()}>
        <Icon name="warning" />
        <span class="unseen">{text()}</span>
      </span>
    </Show>
  );
}

/** The stage, or a dash for None. */
export function StageBadge(props: { readonly stage: string }): JSX.Element {
  return (
    <Show when={props.stage !== 'None'} fallback={<span class="muted">None</span>}>
      <span class="models-badge is-stage">{props.stage}</span>
    </Show>
  );
}
