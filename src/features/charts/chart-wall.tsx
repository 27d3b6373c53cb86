import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { StoredSeries } from '../../domain/run.ts';
import { runColour } from '../../domain/run-colour.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { useChartAxis } from './chart-axis.ts';
import { ChartSection } from './chart-section.tsx';
import type { ChartRun } from './chart-state.ts';
import { AXIS_LABELS } from './chart-words.ts';
import './charts.css';
import { ChartLegend } from './chart-legend.tsx';
import { toSections } from './metric-sections.ts';

/** From here on looking takes longer than typing. */
const SEARCH_FROM_METRICS = 13;

/** So many cards may stand ready without being seen; a search of the page then finds them. */
const MOST_WHOLE = 60;

/** Charts of these metrics for these runs, in sections by the beginning of their keys, with one x axis for all. */
export function ChartWall(props: {
  readonly runs: readonly ChartRun[];
  readonly series: readonly StoredSeries[];
}): JSX.Element {
  let root!: HTMLDivElement;
  const { axis, setAxis } = useChartAxis();
  const [search, setSearch] = createSignal('');
  const [widthPx, setWidthPx] = createSignal(0);
  const [folded, setFolded] = createSignal<ReadonlySet<string>>(new Set());
  const sections = createMemo(() => toSections(props.series, search(), props.runs.length === 1));
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
      <Show when={props.runs.length > 1}>
        <ChartLegend lines={props.runs.map(toLegendLine)} />
      </Show>
      <div class="run-charts-bar" classList={{ 'is-short': props.series.length < SEARCH_FROM_METRICS }}>
        <Show when={props.series.length >= SEARCH_FROM_METRICS}>
          <SearchBox label="Search charts" value={search()} onInput={setSearch} />
          <span class="muted" role="status">
            {search() && formatPlural(countFound(sections()), 'metric')}
          </span>
        </Show>
        <MenuButton
          label={`X axis: ${AXIS_LABELS[axis()].toLowerCase()}, of all charts`}
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
            runs={props.runs}
            widthPx={widthPx()}
            isWhole={props.series.length <= MOST_WHOLE}
            isFolded={folded().has(section.prefix)}
            onFold={() => fold(section.prefix)}
          />
        )}
      </For>
    </div>
  );
}

function toLegendLine({ run, name }: ChartRun) {
  const { hue, dashed } = runColour(run);
  return { label: name, colour: `var(--run-${hue})`, dashed };
}

function countFound(sections: ReturnType<typeof toSections>): number {
  return sections.reduce((sum, section) => sum + section.numbers.length + section.charts.length, 0);
}
