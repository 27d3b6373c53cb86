import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { MetricOverview } from '../../rpc/query-api.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { ChartSection } from './chart-section.tsx';
import './charts.css';
import { MadeSection } from './made-section.tsx';
import { type MetricSection, searchSections, toSections } from './metric-sections.ts';
import { orderPrefixes, type SectionOrder } from './section-choices.ts';
import { parseSearch, type TitleTest } from './title-test.ts';
import { UndrawnMetrics } from './undrawn-metrics.tsx';
import { WallBar } from './wall-bar.tsx';
import { WallProvider } from './wall-provider.tsx';
import type { WallScene } from './wall-scene.ts';
import { useWall } from './wall-store.ts';

/** So many cards may stand ready without being seen; a search of the page then finds them. */
const MOST_WHOLE = 60;

const NO_ORDER: SectionOrder = { found: [], shown: [] };

export interface ChartWallProps {
  readonly scene: WallScene;
  /** The scene again where it has a table that plots are drawn from. */
  readonly table: RunsScene | null;
  readonly metrics: readonly MetricOverview[];
  /** Names the runs above the charts. */
  readonly hasLegend: boolean;
}

/** Charts of these metrics for the runs of a scene, in sections by the beginning of their keys. */
export function ChartWall(props: ChartWallProps): JSX.Element {
  const keys = createMemo(() => props.metrics.map((metric) => metric.key));
  return (
    <WallProvider scene={props.scene} keys={keys()} metrics={props.metrics}>
      <Wall {...props} keys={keys()} />
    </WallProvider>
  );
}

function Wall(props: ChartWallProps & { readonly keys: readonly string[] }): JSX.Element {
  let root!: HTMLDivElement;
  const wall = useWall();
  const [widthPx, setWidthPx] = createSignal(0);
  const all = createMemo(() => toSections(props.metrics));
  const search = createSearch(() => wall.view().search);
  const found = createMemo((): readonly MetricSection[] => {
    const finds = search.finds();
    return finds ? searchSections(all(), finds) : all();
  });
  const order = createMemo((before: SectionOrder): SectionOrder => {
    const prefixes = all().map((section) => section.prefix);
    return reuse(before, { found: prefixes, shown: orderPrefixes(prefixes, wall.view().sections) });
  }, NO_ORDER);
  const byPrefix = createMemo(() => new Map(found().map((section) => [section.prefix, section.metrics])));
  const shown = createMemo((before: readonly string[]) => {
    const known = byPrefix();
    return reuse(
      before,
      order().shown.filter((prefix) => known.has(prefix)),
    );
  }, []);
  const foundCount = () => found().reduce((sum, section) => sum + section.metrics.length, 0);
  onMount(() => {
    const observer = new ResizeObserver(() => setWidthPx(root.clientWidth));
    observer.observe(root);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div ref={root} class="run-charts">
      <WallBar
        keys={props.keys}
        order={order()}
        found={foundCount()}
        mistake={search.mistake()}
        table={props.table}
      />
      <Show when={props.hasLegend && wall.lines().length + wall.off().length > 1}>
        <ChartLegend lines={wall.lines()} />
      </Show>
      <MadeSection scene={props.table} keys={props.keys} />
      <For
        each={shown()}
        fallback={
          <EmptyState title={props.metrics.length > 0 ? 'No metric matches.' : 'No metrics were logged.'} />
        }
      >
        {(prefix) => (
          <ChartSection
            prefix={prefix}
            metrics={byPrefix().get(prefix) ?? []}
            order={order()}
            widthPx={widthPx()}
            table={props.table}
            isWhole={props.metrics.length <= MOST_WHOLE}
          />
        )}
      </For>
      <Show when={props.table}>
        {(table) => (
          <UndrawnMetrics columns={table().columns()} drawn={props.metrics} finds={search.finds()} />
        )}
      </Show>
    </div>
  );
}

/** While an expression is being typed and cannot be read, the last one that could stays. */
function createSearch(search: () => string): {
  readonly finds: () => ((title: string) => boolean) | null;
  readonly mistake: () => string | null;
} {
  const parsed = createMemo(() => parseSearch(search()));
  const good = createMemo((before: TitleTest | null) => {
    const now = parsed();
    return now?.kind === 'mistake' ? before : now;
  }, null);
  return {
    finds: () => {
      const test = good();
      return test?.kind === 'test' ? test.finds : null;
    },
    mistake: () => {
      const now = parsed();
      return now?.kind === 'mistake' ? now.text : null;
    },
  };
}
