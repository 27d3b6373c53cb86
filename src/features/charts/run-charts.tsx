import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { StoredRun } from '../../domain/run.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useChartAxis } from './chart-axis.ts';
import { ChartSection } from './chart-section.tsx';
import { AXIS_LABELS } from './chart-words.ts';
import './charts.css';
import { toSections } from './metric-sections.ts';

/** From here on looking takes longer than typing. */
const SEARCH_FROM_METRICS = 13;

/** So many cards may stand ready without being seen; a search of the page then finds them. */
const MOST_WHOLE = 60;

/** Every metric of a run, in sections by the beginning of their keys. */
export function RunCharts(props: { readonly run: RunKey }): JSX.Element {
  let root!: HTMLDivElement;
  const { run, failure, retry } = createRun(() => props.run);
  const { axis, setAxis } = useChartAxis();
  const [search, setSearch] = createSignal('');
  const [widthPx, setWidthPx] = createSignal(0);
  const [folded, setFolded] = createSignal<ReadonlySet<string>>(new Set());
  const series = () => run()?.series ?? [];
  const sections = createMemo(() => toSections(series(), search()));
  const chartRun = createMemo(() => ({ run: props.run, name: run()?.name || props.run.slice(0, 8) }));
  const fold = (prefix: string): void => {
    const next = new Set(folded());
    if (!next.delete(prefix)) next.add(prefix);
    setFolded(next);
  };
  onMount(() => {
    const observer = new ResizeObserver(() => setWidthPx(root.clientWidth));
    observer.observe(root);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div ref={root} class="run-charts">
      <Show when={failure()}>
        {(message) => (
          <EmptyState title="The metrics of this run could not be read." text={message()}>
            <Button onClick={retry}>Try again</Button>
          </EmptyState>
        )}
      </Show>
      <Show when={run() !== undefined || failure()} fallback={<Skeleton lines={4} />}>
        <Show
          when={series().length > 0}
          fallback={<Show when={!failure()}>{<EmptyState title="This run logged no metrics." />}</Show>}
        >
          <div class="run-charts-bar" classList={{ 'is-short': series().length < SEARCH_FROM_METRICS }}>
            <Show when={series().length >= SEARCH_FROM_METRICS}>
              <SearchBox label="Search charts" value={search()} onInput={setSearch} />
              <span class="muted" role="status">
                {search() && formatPlural(countFound(sections()), 'metric')}
              </span>
            </Show>
            <MenuButton
              label="X axis of all charts"
              small
              variant="quiet"
              class="run-charts-axis"
              items={(['step', 'time', 'relative'] as const).map((one) => ({
                label: AXIS_LABELS[one],
                checked: axis() === one,
                onSelect: () => setAxis(one),
              }))}
            >
              X axis: {AXIS_LABELS[axis()].toLowerCase()}
            </MenuButton>
          </div>
          <For each={sections()} fallback={<EmptyState title="No metric matches." />}>
            {(section) => (
              <ChartSection
                section={section}
                run={chartRun()}
                widthPx={widthPx()}
                isWhole={series().length <= MOST_WHOLE}
                isFolded={folded().has(section.prefix)}
                onFold={() => fold(section.prefix)}
              />
            )}
          </For>
        </Show>
      </Show>
    </div>
  );
}

function countFound(sections: ReturnType<typeof toSections>): number {
  return sections.reduce((sum, section) => sum + section.numbers.length + section.charts.length, 0);
}

/** The run's record; undefined while the first answer is under way, null where there is no such run. */
function createRun(key: () => RunKey): {
  readonly run: () => StoredRun | null | undefined;
  readonly failure: () => string | null;
  readonly retry: () => void;
} {
  const { api, version } = useQuery();
  const [run, setRun] = createSignal<StoredRun | null>();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  createEffect(() => {
    attempt();
    const asked = key();
    if (version() === 0) return;
    let isOvertaken = false;
    onCleanup(() => {
      isOvertaken = true;
    });
    api.run(asked).then(
      (detail) => {
        if (isOvertaken) return;
        setFailure(null);
        // An import that left this run alone must not make every chart anew.
        setRun((known) =>
          known && detail && known.content === detail.run.content ? known : (detail?.run ?? null),
        );
      },
      (error: unknown) => {
        if (!isOvertaken) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
  });
  return { run, failure, retry: () => setAttempt((count) => count + 1) };
}
