import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { sharePx, spanOf, toOffsets } from './spans.ts';
import './wide-table.css';

/** A line of the table: cells, or one thing over its whole width. */
export interface WideRow {
  readonly id: string;
  readonly kind: 'cells' | 'heading' | 'wide';
  readonly heightPx: number;
  readonly class?: string;
}

interface WideTableProps<R extends WideRow> {
  /** Accessible name. */
  readonly name: string;
  readonly rows: readonly R[];
  readonly columnCount: number;
  /** At least so wide; where there is room, up to `mostColumnPx`. */
  readonly columnPx: number;
  readonly mostColumnPx: number;
  /** Of the first column, which names the rows and stays in sight. */
  readonly headPx: number;
  /** Of the header row, which stays in sight. */
  readonly headerPx: number;
  readonly corner: JSX.Element;
  readonly renderColumnHead: (column: number) => JSX.Element;
  readonly renderRowHead: (row: R) => JSX.Element;
  readonly renderCell: (row: R, column: number) => JSX.Element;
  readonly cellClass: (row: R, column: number) => string;
  /** What a `wide` row holds; it stays in sight however far the columns are scrolled. */
  readonly renderWide: (row: R) => JSX.Element;
}

const SPARE_PX = 240;

/**
 * A real table with any number of rows and columns: only those in sight have elements, the others are the room they
 * would take. Row and column counts are said to whoever cannot see it.
 */
export function WideTable<R extends WideRow>(props: WideTableProps<R>): JSX.Element {
  let box!: HTMLElement;
  const [place, setPlace] = createSignal({ left: 0, top: 0, width: 1200, height: 700 });
  const measure = () => {
    const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = box;
    setPlace({ left, top, width, height });
  };
  onMount(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    onCleanup(() => observer.disconnect());
  });
  const rowOffsets = createMemo(() => toOffsets(props.rows.map((row) => row.heightPx)));
  const columnPx = createMemo(() =>
    sharePx(place().width - props.headPx, props.columnCount, props.columnPx, props.mostColumnPx),
  );
  const columnOffsets = createMemo(() =>
    toOffsets(Array.from({ length: props.columnCount }, () => columnPx())),
  );
  const rowSpan = createMemo(
    () => spanOf(rowOffsets(), place().top, place().height, SPARE_PX, 8),
    undefined,
    {
      equals: sameSpan,
    },
  );
  const columnSpan = createMemo(
    () => spanOf(columnOffsets(), place().left, place().width, SPARE_PX, 4),
    undefined,
    { equals: sameSpan },
  );
  const shownRows = createMemo(() => props.rows.slice(rowSpan().start, rowSpan().end));
  const rowIndex = createMemo(() => new Map(props.rows.map((row, index) => [row.id, index])));
  const shownColumns = createMemo(() =>
    Array.from({ length: columnSpan().end - columnSpan().start }, (_, i) => columnSpan().start + i),
  );
  const gap = (px: () => number) => (
    <Show when={px() > 0}>
      <td class="wide-gap" aria-hidden="true" />
    </Show>
  );
  const before = () => columnSpan().beforePx;
  const after = () => columnSpan().afterPx;
  const rowGap = (px: () => number) => (
    <Show when={px() > 0}>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: room, not a row: nothing in it takes focus. */}
      <tr aria-hidden="true" style={{ height: `${px()}px` }} />
    </Show>
  );
  const width = () => props.headPx + props.columnCount * columnPx();
  /** Spacers are cells to the table's layout, not to its readers. */
  const spanCount = () => shownColumns().length + 1 + (before() > 0 ? 1 : 0) + (after() > 0 ? 1 : 0);

  return (
    <section
      ref={box}
      class="wide-table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it.
      tabindex="0"
      aria-label={`${props.name}, scrolls`}
      onScroll={measure}
    >
      <table
        aria-label={props.name}
        aria-rowcount={props.rows.length + 1}
        aria-colcount={props.columnCount + 1}
        style={{ width: `${width()}px` }}
      >
        <colgroup>
          <col style={{ width: `${props.headPx}px` }} />
          <Show when={before() > 0}>
            <col style={{ width: `${before()}px` }} />
          </Show>
          <For each={shownColumns()}>{() => <col style={{ width: `${columnPx()}px` }} />}</For>
          <Show when={after() > 0}>
            <col style={{ width: `${after()}px` }} />
          </Show>
        </colgroup>
        <thead>
          <tr aria-rowindex={1} style={{ height: `${props.headerPx}px` }}>
            <th scope="col" class="wide-corner" aria-colindex={1}>
              {props.corner}
            </th>
            {gap(before)}
            <For each={shownColumns()}>
              {(column) => (
                <th scope="col" class="wide-column-head" aria-colindex={column + 2}>
                  {props.renderColumnHead(column)}
                </th>
              )}
            </For>
            {gap(after)}
          </tr>
        </thead>
        <tbody>
          {rowGap(() => rowSpan().beforePx)}
          <For each={shownRows()}>
            {(row) => (
              <tr
                class={row.class ?? ''}
                aria-rowindex={(rowIndex().get(row.id) ?? 0) + 2}
                style={{ height: `${row.heightPx}px` }}
              >
                <Show
                  when={row.kind === 'cells'}
                  fallback={
                    <Show
                      when={row.kind === 'heading'}
                      fallback={
                        <td class="wide-whole" aria-colindex={1} colSpan={spanCount()}>
                          <div
                            class="wide-whole-box"
                            style={{ width: `${Math.min(place().width, width())}px` }}
                          >
                            {props.renderWide(row)}
                          </div>
                        </td>
                      }
                    >
                      <th
                        class="wide-heading"
                        scope="rowgroup"
                        aria-colindex={1}
                        aria-colspan={props.columnCount + 1}
                        colSpan={spanCount()}
                      >
                        <div class="wide-heading-box">{props.renderRowHead(row)}</div>
                      </th>
                    </Show>
                  }
                >
                  <th scope="row" class="wide-row-head" aria-colindex={1}>
                    {props.renderRowHead(row)}
                  </th>
                  {gap(before)}
                  <For each={shownColumns()}>
                    {(column) => (
                      <td class={props.cellClass(row, column)} aria-colindex={column + 2}>
                        {props.renderCell(row, column)}
                      </td>
                    )}
                  </For>
                  {gap(after)}
                </Show>
              </tr>
            )}
          </For>
          {rowGap(() => rowSpan().afterPx)}
        </tbody>
      </table>
    </section>
  );
}

function sameSpan(a: ReturnType<typeof spanOf>, b: ReturnType<typeof spanOf>): boolean {
  return a.start === b.start && a.end === b.end && a.beforePx === b.beforePx && a.afterPx === b.afterPx;
}
