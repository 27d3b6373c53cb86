import { createMemo, createUniqueId, type JSX, Show } from 'solid-js';
import { formatNumber } from '../../base/format.ts';
import { reuse } from '../../base/reuse.ts';
import type { MetricOverview } from '../../rpc/query-api.ts';
import type { RunsScene } from '../../state/runs-scene.ts';
import { BarCard } from './bar-card.tsx';
import { CARD, CardBlocks, TILE } from './card-blocks.tsx';
import { MetricCard } from './metric-card.tsx';
import { isNumberTile, shortTitle } from './metric-sections.ts';
import { choiceOf, type SectionOrder } from './section-choices.ts';
import { SectionHead } from './section-head.tsx';
import { useWall } from './wall-store.ts';

export function ChartSection(props: {
  readonly prefix: string;
  readonly metrics: readonly MetricOverview[];
  readonly order: SectionOrder;
  readonly widthPx: number;
  /** The table that bars are drawn from, where there is one. */
  readonly table: RunsScene | null;
  /** All cards may exist at once, seen or not. */
  readonly isWhole: boolean;
}): JSX.Element {
  const wall = useWall();
  const titleId = createUniqueId();
  const isTile = (metric: MetricOverview) =>
    isNumberTile(metric, wall.lines().length, wall.scene.groups() !== null);
  const keysOf = (wanted: (metric: MetricOverview) => boolean) => (before: readonly string[]) =>
    reuse(
      before,
      props.metrics.filter(wanted).map((metric) => metric.key),
    );
  const numbers = createMemo(keysOf(isTile), []);
  const charts = createMemo(
    keysOf((metric) => !isTile(metric)),
    [],
  );
  const byKey = createMemo(() => new Map<string, MetricOverview>(props.metrics.map((one) => [one.key, one])));
  const lastOf = (key: string) => byKey().get(key)?.last ?? Number.NaN;
  /** No run has a second point: there are no lines to draw. */
  const isOnce = (key: string) => byKey().get(key)?.mostPoints === 1;
  return (
    <section class="chart-section" aria-labelledby={titleId}>
      <SectionHead prefix={props.prefix} titleId={titleId} count={props.metrics.length} order={props.order} />
      <Show when={!choiceOf(wall.view(), props.prefix).folded}>
        <CardBlocks
          keys={numbers()}
          size={TILE}
          widthPx={props.widthPx}
          isWhole={props.isWhole}
          class="number-tiles"
        >
          {(key) => <NumberTile name={key} title={shortTitle(key, props.prefix)} value={lastOf(key)} />}
        </CardBlocks>
        <CardBlocks
          keys={charts()}
          size={CARD}
          widthPx={props.widthPx}
          isWhole={props.isWhole}
          class="chart-cards"
        >
          {(key) => (
            <Show
              when={isOnce(key) && props.table}
              fallback={<MetricCard id={key} ys={[key]} name={key} title={shortTitle(key, props.prefix)} />}
            >
              {(table) => <BarCard metric={key} title={shortTitle(key, props.prefix)} scene={table()} />}
            </Show>
          )}
        </CardBlocks>
      </Show>
    </section>
  );
}

/** One point makes no line. */
function NumberTile(props: {
  readonly name: string;
  readonly title: string;
  readonly value: number;
}): JSX.Element {
  return (
    <figure class="number-tile" aria-label={props.name}>
      <figcaption class="cut muted" title={props.name}>
        {props.title}
      </figcaption>
      <p title={String(props.value)}>{formatNumber(props.value)}</p>
    </figure>
  );
}
