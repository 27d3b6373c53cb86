import { type Accessor, createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatBytes, formatCount } from '../../base/format.ts';
import { type RunKey, toRunKey } from '../../domain/ids.ts';
import type { TableRow } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import {
  type ArtifactPair,
  artifactsOf,
  firstPair,
  type PairState,
  pairArtifacts,
} from './artifact-pairs.ts';
import type { CompareAddress } from './compare-address.ts';
import { PairView } from './pair-view.tsx';

const STATE_WORDS: Readonly<Record<PairState, string>> = {
  same: 'same',
  changed: 'changed',
  left: 'only left',
  right: 'only right',
  unknown: 'not kept',
};
/** A list of more is searched, not read. */
const MOST_FILES = 500;

/** Files of two of the runs, path by path. */
export function ArtifactsPanel(props: {
  readonly runs: readonly TableRow[];
  readonly address: CompareAddress;
}): JSX.Element {
  const { address } = props;
  const { api, version } = useQuery();
  const known = (id: string | null) => props.runs.find((row) => row.run === id);
  const left = createMemo(() => known(address.left()) ?? known(address.baseline()) ?? props.runs[0]);
  const right = createMemo(() => known(address.right()) ?? props.runs.find((row) => row.run !== left()?.run));
  const leftFiles = createFiles(() => left()?.run);
  const rightFiles = createFiles(() => right()?.run);
  const pairs = createMemo(() => {
    const [before, after] = [leftFiles(), rightFiles()];
    return before && after ? pairArtifacts(before, after) : undefined;
  });
  const [onlyChanged, setOnlyChanged] = createSignal(false);
  const [search, setSearch] = createSignal('');
  const matching = createMemo(() =>
    (pairs() ?? []).filter(
      (pair) =>
        (!onlyChanged() || pair.state !== 'same') &&
        pair.path.toLowerCase().includes(search().trim().toLowerCase()),
    ),
  );
  const chosen = createMemo(
    () => (pairs() ?? []).find((pair) => pair.path === address.file()) ?? firstPair(matching()),
  );
  const counts = createMemo(() => {
    const all = pairs() ?? [];
    const differing = all.filter((pair) => pair.state !== 'same').length;
    return `${formatCount(differing)} of ${formatCount(all.length)} files differ`;
  });

  return (
    <section class="compare-artifacts" aria-label="Artifacts">
      <div class="compare-tools">
        <RunPicker
          label="Left run"
          runs={props.runs}
          chosen={left()}
          onChoose={(run) => address.set({ left: run })}
        />
        <RunPicker
          label="Right run"
          runs={props.runs}
          chosen={right()}
          onChoose={(run) => address.set({ right: run })}
        />
        <SearchBox label="Search files" value={search()} onInput={setSearch} class="compare-search" />
        <Switch label="Only changed files" checked={onlyChanged()} onChange={setOnlyChanged} />
        <span class="muted">{pairs() ? counts() : ''}</span>
      </div>
      <Show when={right()} fallback={<EmptyState title="Choose two runs to compare what they kept." />}>
        <Show when={pairs()} fallback={<Skeleton lines={5} />}>
          <Show
            when={matching().length > 0}
            fallback={
              <EmptyState title={pairs()?.length === 0 ? 'Neither run kept a file.' : 'No file matches.'} />
            }
          >
            <div class="compare-files">
              <ul class="compare-file-list" aria-label="Files">
                <For each={matching().slice(0, MOST_FILES)}>
                  {(pair) => (
                    <li>
                      <FileButton
                        pair={pair}
                        isChosen={chosen()?.path === pair.path}
                        onChoose={() => address.set({ file: pair.path })}
                      />
                    </li>
                  )}
                </For>
                <Show when={matching().length > MOST_FILES}>
                  <li class="muted compare-note">
                    {formatCount(matching().length - MOST_FILES)} more: search for a part of the path.
                  </li>
                </Show>
              </ul>
              <Show when={chosen()} keyed>
                {(pair) => (
                  <PairView pair={pair} leftName={left()?.name ?? ''} rightName={right()?.name ?? ''} />
                )}
              </Show>
            </div>
          </Show>
        </Show>
      </Show>
    </section>
  );

  function createFiles(run: Accessor<RunKey | undefined>) {
    return createNewestAnswer(
      () => {
        const key = run();
        return key && version() > 0 ? { key, version: version() } : undefined;
      },
      async ({ key }) => {
        const detail = await api.run(key);
        return detail ? artifactsOf(detail) : new Map();
      },
    );
  }
}

function RunPicker(props: {
  readonly label: string;
  readonly runs: readonly TableRow[];
  readonly chosen: TableRow | undefined;
  readonly onChoose: (run: RunKey) => void;
}): JSX.Element {
  return (
    <label class="compare-picker">
      <span class="muted">{props.label}</span>
      <select class="field" onChange={(event) => props.onChoose(toRunKey(event.currentTarget.value))}>
        <For each={props.runs}>
          {(row) => (
            <option value={row.run} selected={row.run === props.chosen?.run}>
              {row.name}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}

function FileButton(props: {
  readonly pair: ArtifactPair;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  const size = () => formatBytes((props.pair.right ?? props.pair.left)?.sizeBytes ?? 0);
  return (
    <button
      type="button"
      class={`compare-file is-${props.pair.state}`}
      aria-current={props.isChosen}
      onClick={() => props.onChoose()}
    >
      <span class="cut" title={props.pair.path}>
        {props.pair.path}
      </span>
      <span class="muted">{size()}</span>
      <span class="compare-state">{STATE_WORDS[props.pair.state]}</span>
    </button>
  );
}
