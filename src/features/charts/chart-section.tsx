import { createMemo, createUniqueId, For, type JSX, Show } from 'solid-js';
import { formatNumber, formatPlural } from '../../base/format.ts';
import type { StoredSeries } from '../../domain/run.ts';
import { Icon } from '../../ui/icon.tsx';
import type { ChartRun } from './chart-state.ts';
import { MetricChart } from './metric-chart.tsx';
import { type MetricSection, shortTitle } from './metric-sections.ts';
import { WhenSeen } from './when-seen.tsx';

/** As in charts.css: cards and tiles have one height, so that a box can stand for a block of them. */
const CARD = { width: 280, height: 224 };
const TILE = { width: 150, height: 62 };
const GAP = 12;
/** Divides by every number of columns up to six: no block ends in a ragged row. */
const BLOCK = 60;

export function ChartSection(props: {
  readonly section: MetricSection;
  readonly runs: readonly ChartRun[];
  readonly widthPx: number;
  /** All cards may exist at once, seen or not. */
  readonly isWhole: boolean;
  readonly isFolded: boolean;
  readonly onFold: () => void;
}): JSX.Element {
  const titleId = createUniqueId();
  const count = () => props.section.numbers.length + props.section.charts.length;
  return (
    <section class="chart-section" aria-labelledby={titleId}>
      <h3>
        <button
          type="button"
          class="chart-fold"
          aria-expanded={!props.isFolded}
          onClick={() => props.onFold()}
        >
          <Icon name={props.isFolded ? 'chevron-right' : 'chevron-down'} />
          <span id={titleId} class="cut">
            {props.section.prefix || 'Metric charts'}
          </span>
          <span class="muted">{formatPlural(count(), 'metric')}</span>
        </button>
      </h3>
      <Show when={!props.isFolded}>
        <Blocks
          items={props.section.numbers}
          size={TILE}
          widthPx={props.widthPx}
          isWhole={props.isWhole}
          class="number-tiles"
        >
          {(series) => <NumberTile series={series} title={shortTitle(series.key, props.section.prefix)} />}
        </Blocks>
        <Blocks
          items={props.section.charts}
          size={CARD}
          widthPx={props.widthPx}
          isWhole={props.isWhole}
          class="chart-cards"
        >
          {(series) => (
            <MetricChart
              runs={props.runs}
              metric={series.key}
              title={shortTitle(series.key, props.section.prefix)}
            />
          )}
        </Blocks>
      </Show>
    </section>
  );
}

/** Cards in blocks; where there are several, only those near the window exist. */
function Blocks(props: {
  readonly items: readonly StoredSeries[];
  readonly size: { readonly width: number; readonly height: number };
  readonly widthPx: number;
  readonly isWhole: boolean;
  readonly class: string;
  readonly children: (series: StoredSeries) => JSX.Element;
}): JSX.Element {
  const blocks = createMemo(() => {
    const parts: (readonly StoredSeries[])[] = [];
    for (let at = 0; at < props.items.length; at += BLOCK) parts.push(props.items.slice(at, at + BLOCK));
    return parts;
  });
  const heightOf = (count: number): number => {
    const columns = Math.max(1, Math.floor((props.widthPx + GAP) / (props.size.width + GAP)));
    const rows = Math.ceil(count / columns);
    return rows * (props.size.height + GAP) - GAP;
  };
  return (
    <For each={blocks()}>
      {(block) => (
        <WhenSeen heightPx={heightOf(block.length)} marginPx={800} class="chart-block" always={props.isWhole}>
          <div class={props.class}>
            <For each={block}>{(series) => props.children(series)}</For>
          </div>
        </WhenSeen>
      )}
    </For>
  );
}

/** One point makes no line. */
function NumberTile(props: { readonly series: StoredSeries; readonly title: string }): JSX.Element {
  return (
    <figure class="number-tile" aria-label={props.series.key}>
      <figcaption class="cut muted" title={props.series.key}>
        {props.title}
      </figcaption>
      <p title={String(props.series.last)}>{formatNumber(props.series.last)}</p>
    </figure>
  );
}
