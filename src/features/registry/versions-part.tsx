import { useNavigate, useSearchParams } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import type { VersionRef } from '../../domain/ids.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { makeVersionTest } from '../../domain/registry/search/match-search.ts';
import { allStages } from '../../domain/registry/stages.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Switch } from '../../ui/switch.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';
import { createBrokenStages } from './broken-stages.ts';
import { presentVersions, type Sort, sortVersions, type VersionSortKey, versionUser } from './model-list.ts';
import { Part } from './part.tsx';
import type { People } from './people.ts';
import { compareAddress, firstText } from './registry-address.ts';
import { createRegistrySearch } from './registry-search.ts';
import { createRunsOfVersions } from './run-facts.ts';
import { SearchLine } from './search-line.tsx';
import { SortHead } from './sort-head.tsx';
import { VersionRow } from './version-row.tsx';

const ROWS_AT_ONCE = 200;
/** Fewer than these need no search. */
const SEARCH_FROM = 3;

/** The versions of one model as a grid; two that are chosen can be compared. */
export function VersionsPart(props: {
  readonly model: RegisteredModel;
  readonly people: People;
  /** undefined where the dialog is to ask for the version. */
  readonly onStage: (version: ModelVersion | undefined) => void;
  readonly onAlias: (version: ModelVersion) => void;
  readonly onDelete: (version: ModelVersion) => void;
}): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  const [sort, setSort] = createSignal<Sort<VersionSortKey>>({ by: 'number', direction: 'descending' });
  const [chosen, setChosen] = createSignal<readonly VersionRef[]>([]);
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const broken = createBrokenStages();
  const search = createRegistrySearch(() => firstText(address.search));
  const withDeleted = () => address.deleted === '1';
  const present = () => presentVersions(props.model);
  const deletedCount = () => props.model.versions.length - present().length;
  const listed = () => (withDeleted() ? props.model.versions : present());
  const runs = createRunsOfVersions(listed);
  const runOf = ({ run }: ModelVersion) => (run === null ? undefined : runs().runs.get(run));
  const metricOf = (version: ModelVersion, metric: string) =>
    runOf(version)?.values[runs().metrics.indexOf(metric)] ?? null;
  const found = createMemo(() =>
    sortVersions(
      listed().filter(makeVersionTest(search.terms())),
      sort(),
      allStages(edits.stages()),
      props.people,
      metricOf,
    ),
  );
  const shown = () => found().slice(0, limit());
  const columns = createMemo(() => ({
    users: listed().some((version) => versionUser(version, props.people) !== ''),
    tags: listed().some(({ tags }) => tags.length > 0),
  }));
  const picked = () => props.model.versions.filter(({ ref }) => chosen().includes(ref));
  const choose = (ref: VersionRef, isChosen: boolean) =>
    // Two can be compared: a third takes the place of the first.
    setChosen((before) => (isChosen ? [...before, ref].slice(-2) : before.filter((one) => one !== ref)));
  /** The one that is chosen. */
  const toStage = () => {
    const [one, other] = picked();
    return other || one?.deleted ? undefined : one;
  };
  const hidden = () => Math.max(0, found().length - limit());
  return (
    <Part
      title="Versions"
      count={formatCount(present().length)}
      tools={
        <>
          <Show when={share.canEdit()}>
            <Button
              small
              disabled={present().length === 0 || props.model.deleted}
              title={toStage() ? `Of version ${toStage()!.number}` : undefined}
              onClick={() => props.onStage(toStage())}
            >
              Set stage
            </Button>
          </Show>
          <Button
            small
            disabled={picked().length !== 2}
            title={picked().length === 2 ? undefined : 'Choose two versions'}
            onClick={() =>
              navigate(
                compareAddress(
                  props.model.name,
                  picked().map(({ number }) => number),
                ),
              )
            }
          >
            Compare versions
          </Button>
        </>
      }
    >
      <div class="models-bar">
        <Show when={props.model.versions.length >= SEARCH_FROM || firstText(address.search)}>
          <SearchLine
            label="Search versions"
            placeholder="version_number > 2 AND stage = 'Staging'"
            text={firstText(address.search)}
            parsed={search.parsed()}
            shown={search.lastGoodText() ? `Shown: ${search.lastGoodText()}` : 'All versions are shown.'}
            onInput={(text) => setAddress({ search: text || null }, { replace: true })}
          />
        </Show>
        <Show when={deletedCount() > 0}>
          <Switch
            label={`Deleted versions (${formatCount(deletedCount())})`}
            checked={withDeleted()}
            onChange={(on) => setAddress({ deleted: on ? '1' : null }, { replace: true })}
          />
        </Show>
      </div>
      <Show
        when={listed().length > 0}
        fallback={<p class="models-none">No version yet. Register one on the page of a run.</p>}
      >
        <ScrollBox class="models-card" label="All versions">
          <table
            class="models-table"
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as its rows are acted on
            role="grid"
            aria-label="Versions"
            aria-rowcount={found().length + 1}
            onKeyDown={moveInGrid}
          >
            <thead>
              <tr>
                <th scope="col">
                  <span class="unseen">Chosen</span>
                </th>
                <SortHead by="number" sort={sort()} onSort={setSort} first="descending">
                  Version
                </SortHead>
                <SortHead by="stage" sort={sort()} onSort={setSort}>
                  Stage
                </SortHead>
                <th scope="col">Aliases</th>
                <th scope="col">Run</th>
                <For each={runs().metrics}>
                  {(metric) => (
                    <SortHead
                      by={`metric:${metric}`}
                      sort={sort()}
                      onSort={setSort}
                      class="is-number"
                      first={edits.direction(metric) === 'lower' ? 'ascending' : 'descending'}
                    >
                      {metric}
                    </SortHead>
                  )}
                </For>
                <SortHead by="created" sort={sort()} onSort={setSort} first="descending">
                  Created
                </SortHead>
                <Show when={columns().users}>
                  <SortHead by="user" sort={sort()} onSort={setSort}>
                    User
                  </SortHead>
                </Show>
                <th scope="col" class="is-rest">
                  Description
                </th>
                <Show when={columns().tags}>
                  <th scope="col" class="is-rest is-half">
                    Tags
                  </th>
                </Show>
                <th scope="col" class="is-tool">
                  <span class="unseen">Menu</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <KeyedFor each={shown()} by={({ ref }) => ref}>
                {(version) => (
                  <VersionRow
                    model={props.model}
                    version={version()}
                    user={versionUser(version(), props.people)}
                    columns={columns()}
                    metrics={runs().metrics}
                    styles={runs().styles}
                    best={runs().best}
                    run={runOf(version())}
                    broken={broken(version())}
                    chosen={chosen().includes(version().ref)}
                    onChoose={(isChosen) => choose(version().ref, isChosen)}
                    onStage={() => props.onStage(version())}
                    onAlias={() => props.onAlias(version())}
                    onDelete={() => props.onDelete(version())}
                  />
                )}
              </KeyedFor>
            </tbody>
          </table>
          <Show when={hidden() > 0}>
            <p class="models-more">
              <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
                {formatPlural(hidden(), 'more version')}
              </Button>
            </p>
          </Show>
        </ScrollBox>
        <Show when={found().length === 0}>
          <p class="models-none">No version matches the search.</p>
        </Show>
      </Show>
    </Part>
  );
}
