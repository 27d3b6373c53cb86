import { A, useNavigate } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { formatInColumn, type NumberStyle } from '../../base/column-number.ts';
import { formatTime } from '../../base/format.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { useShare } from '../../state/share.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { AliasBadges, BrokenBadge, StageBadge, TagBadges } from './badges.tsx';
import { firstLine } from './model-list.ts';
import { createRegistryActs } from './registry-acts.ts';
import { runAddress, versionAddress } from './registry-address.ts';
import { versionName } from './registry-words.ts';
import type { RunFacts } from './run-facts.ts';

export function VersionRow(props: {
  readonly model: RegisteredModel;
  readonly version: ModelVersion;
  readonly user: string;
  /** Columns that some version has something in. */
  readonly columns: { readonly users: boolean; readonly tags: boolean };
  readonly metrics: readonly string[];
  /** Index-aligned with the metrics. */
  readonly styles: readonly NumberStyle[];
  /** Index-aligned with the metrics; null where none is the best. */
  readonly best: readonly (number | null)[];
  /** undefined where the run is not in this workspace. */
  readonly run: RunFacts | undefined;
  /** Rules that keep it out of its stage. */
  readonly broken: number;
  readonly chosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onStage: () => void;
  readonly onAlias: () => void;
  readonly onDelete: () => void;
}): JSX.Element {
  const share = useShare();
  const acts = createRegistryActs();
  const navigate = useNavigate();
  const version = () => props.version;
  const name = () => versionName(version().number);
  const items = (): readonly MenuItem[] => {
    const open: MenuItem = {
      label: 'Open',
      onSelect: () => navigate(versionAddress(props.model.name, version().number)),
    };
    if (!share.canEdit()) return [open];
    if (version().deleted)
      return [open, { label: 'Restore', icon: 'restore', onSelect: () => acts.setDeleted(version(), false) }];
    return [
      open,
      { label: 'Set stage…', onSelect: props.onStage },
      { label: 'Add alias…', onSelect: props.onAlias },
      {
        label: 'Delete…',
        icon: 'trash',
        danger: true,
        rule: true,
        onSelect: props.onDelete,
      },
    ];
  };
  return (
    <tr classList={{ 'is-deleted': version().deleted }}>
      <td class="is-tool">
        <input
          type="checkbox"
          aria-label={`Choose ${name()}`}
          checked={props.chosen}
          onChange={(event) => props.onChoose(event.currentTarget.checked)}
        />
      </td>
      <th scope="row" class="is-time">
        <A href={versionAddress(props.model.name, version().number)}>{name()}</A>
        <Show when={version().deleted}>
          <span class="models-badge">Deleted</span>
        </Show>
        <Show when={version().status && version().status !== 'READY'}>
          <span class="models-text muted">
            {version().status.toLowerCase().replaceAll('_', ' ')} {version().statusMessage}
          </span>
        </Show>
      </th>
      <td data-label="Stage">
        <span class="models-badges">
          <StageBadge stage={version().stage} />
          <BrokenBadge rules={props.broken} />
        </span>
      </td>
      <td data-label="Aliases" classList={{ 'is-blank': version().aliases.length === 0 }}>
        <Show when={version().aliases.length > 0} fallback="–">
          <AliasBadges aliases={version().aliases.map((alias) => ({ alias }))} />
        </Show>
      </td>
      <td data-label="Run">
        <Show when={version().run} fallback="–">
          {(run) => (
            <Show
              when={props.run}
              fallback={
                <code class="muted" title={`${run()} is not in this workspace`}>
                  {run().slice(0, 8)}
                </code>
              }
            >
              {(facts) => (
                <A class="models-line" href={runAddress(run())} title={facts().name}>
                  {facts().name || run().slice(0, 8)}
                </A>
              )}
            </Show>
          )}
        </Show>
      </td>
      <For each={props.metrics}>
        {(metric, index) => {
          const value = () => props.run?.values[index()] ?? null;
          const isBest = () => value() !== null && value() === props.best[index()];
          return (
            <td
              class="is-number"
              classList={{ 'is-blank': value() === null, 'is-best': isBest() }}
              data-label={metric}
              title={String(value() ?? '')}
            >
              {value() === null ? '–' : formatInColumn(value()!, props.styles[index()]!)}
              <Show when={isBest()}>
                <span class="unseen"> (best)</span>
              </Show>
            </td>
          );
        }}
      </For>
      <td class="is-time" data-label="Created">
        {formatTime(version().createdMs)}
      </td>
      <Show when={props.columns.users}>
        <td data-label="User">{props.user || '–'}</td>
      </Show>
      <td
        class="is-rest"
        data-label="Description"
        classList={{ 'is-blank': firstLine(version().description) === '' }}
      >
        <Show when={firstLine(version().description)} fallback="–">
          {(line) => (
            <span class="models-line" title={line()}>
              {line()}
            </span>
          )}
        </Show>
      </td>
      <Show when={props.columns.tags}>
        <td class="is-rest is-half" data-label="Tags" classList={{ 'is-blank': version().tags.length === 0 }}>
          <Show when={version().tags.length > 0} fallback="–">
            <TagBadges tags={version().tags} />
          </Show>
        </td>
      </Show>
      <td class="is-tool">
        <MenuButton label={`Menu of ${name()}`} icon="more" variant="quiet" small items={items()} />
      </td>
    </tr>
  );
}
