import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatDay, formatTime } from '../../base/format.ts';
import type { RegisteredModel } from '../../domain/registry/registry-view.ts';
import { allStages } from '../../domain/registry/stages.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';
import { AliasBadges, BrokenBadge, TagBadges } from './badges.tsx';
import { type BrokenStages, createBrokenStages } from './broken-stages.ts';
import {
  firstLine,
  latestVersion,
  type ModelSortKey,
  modelUser,
  presentVersions,
  type Sort,
  stageCounts,
} from './model-list.ts';
import type { People } from './people.ts';
import { createRegistryActs } from './registry-acts.ts';
import { modelAddress, versionAddress } from './registry-address.ts';
import { SortHead } from './sort-head.tsx';

const ROWS_AT_ONCE = 200;

/** The registered models, sorted already. */
export function ModelsTable(props: {
  readonly models: readonly RegisteredModel[];
  readonly people: People;
  readonly sort: Sort<ModelSortKey>;
  readonly onSort: (sort: Sort<ModelSortKey>) => void;
}): JSX.Element {
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const hidden = () => Math.max(0, props.models.length - limit());
  const hasUsers = createMemo(() => props.models.some((model) => modelUser(model, props.people) !== ''));
  const broken = createBrokenStages();
  const head = { sort: () => props.sort, onSort: (sort: Sort<ModelSortKey>) => props.onSort(sort) };
  return (
    <ScrollBox class="models-card" label="All models">
      <table
        class="models-table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as its rows are acted on
        role="grid"
        aria-label="Models"
        aria-rowcount={props.models.length + 1}
        onKeyDown={moveInGrid}
      >
        <thead>
          <tr>
            <SortHead by="name" sort={head.sort()} onSort={head.onSort}>
              Name
            </SortHead>
            <SortHead by="latest" sort={head.sort()} onSort={head.onSort} first="descending">
              Latest version
            </SortHead>
            <SortHead
              by="versions"
              sort={head.sort()}
              onSort={head.onSort}
              first="descending"
              class="is-number"
            >
              Versions
            </SortHead>
            <th scope="col">Stages</th>
            <th scope="col">Aliases</th>
            <Show when={hasUsers()}>
              <SortHead by="user" sort={head.sort()} onSort={head.onSort}>
                Created by
              </SortHead>
            </Show>
            <SortHead by="updated" sort={head.sort()} onSort={head.onSort} first="descending">
              Updated
            </SortHead>
            <th scope="col" class="is-rest">
              Description
            </th>
            <th scope="col" class="is-rest is-half">
              Tags
            </th>
          </tr>
        </thead>
        <tbody>
          <KeyedFor each={props.models.slice(0, limit())} by={({ name }) => name}>
            {(model) => (
              <ModelRow model={model()} people={props.people} hasUsers={hasUsers()} broken={broken} />
            )}
          </KeyedFor>
        </tbody>
      </table>
      <Show when={hidden() > 0}>
        <p class="models-more">
          <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
            {formatCount(hidden())} more models
          </Button>
        </p>
      </Show>
    </ScrollBox>
  );
}

function ModelRow(props: {
  readonly model: RegisteredModel;
  readonly people: People;
  /** The table has their column. */
  readonly hasUsers: boolean;
  readonly broken: BrokenStages;
}): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const acts = createRegistryActs();
  const latest = () => latestVersion(props.model);
  const updatedMs = () => props.model.updatedMs ?? props.model.createdMs;
  const brokenRules = () => presentVersions(props.model).reduce((sum, one) => sum + props.broken(one), 0);
  const counts = createMemo(() => stageCounts(props.model, allStages(edits.stages())));
  return (
    <tr classList={{ 'is-deleted': props.model.deleted }}>
      <th scope="row">
        <A class="models-line is-name" href={modelAddress(props.model.name)} title={props.model.name}>
          {props.model.name}
        </A>
        <Show when={props.model.deleted}>
          <span class="models-deleted">
            <span class="models-badge">Deleted</span>
            <Show when={share.canEdit()}>
              <Button small icon="restore" onClick={() => acts.setDeleted(props.model, false)}>
                Restore
              </Button>
            </Show>
          </span>
        </Show>
      </th>
      <td class="is-time" data-label="Latest version">
        <Show when={latest()} fallback={<span class="muted">No version</span>}>
          {(version) => (
            <A href={versionAddress(props.model.name, version().number)}>Version {version().number}</A>
          )}
        </Show>
      </td>
      <td class="is-number" data-label="Versions">
        {formatCount(presentVersions(props.model).length)}
      </td>
      <td data-label="Stages">
        <span class="models-badges">
          <For each={counts()} fallback="–">
            {({ stage, count, latest: newest }) => (
              <span class="models-badge is-stage" title={`${formatCount(count)} in ${stage}`}>
                {stage} {newest}
                {count > 1 ? ` +${count - 1}` : ''}
              </span>
            )}
          </For>
          <BrokenBadge rules={brokenRules()} />
        </span>
      </td>
      <td data-label="Aliases" classList={{ 'is-blank': props.model.aliases.length === 0 }}>
        <Show when={props.model.aliases.length > 0} fallback="–">
          <AliasBadges aliases={props.model.aliases} />
        </Show>
      </td>
      <Show when={props.hasUsers}>
        <td data-label="Created by">{modelUser(props.model, props.people) || '–'}</td>
      </Show>
      <td class="is-time" data-label="Updated" title={formatTime(updatedMs())}>
        {updatedMs() === null ? '–' : formatDay(updatedMs()!)}
      </td>
      <td
        class="is-rest"
        data-label="Description"
        classList={{ 'is-blank': firstLine(props.model.description) === '' }}
      >
        <Show when={firstLine(props.model.description)} fallback="–">
          {(line) => (
            <span class="models-line" title={line()}>
              {line()}
            </span>
          )}
        </Show>
      </td>
      <td class="is-rest is-half" data-label="Tags" classList={{ 'is-blank': props.model.tags.length === 0 }}>
        <Show when={props.model.tags.length > 0} fallback="–">
          <TagBadges tags={props.model.tags} />
        </Show>
      </td>
    </tr>
  );
}
