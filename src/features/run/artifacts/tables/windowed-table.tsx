import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import { formatCount } from '../../../../base/format.ts';
import { toColumnWidths, toNumericColumns } from '../table-columns.ts';
import { createRowPages, type LoadRows } from './row-pages.ts';
import { lastTopRow, rowAtScroll, scrollOfRow, toRowSpace } from './row-window.ts';
import '../files/files.css';

/** Must match the height of a row in the style sheet. */
const ROW_PX = 26;
/** Rows drawn above and below those in sight. */
const SPARE_ROWS = 12;
const NUMBER_PX = 24;
const DIGIT_PX = 8;
const FIRST_ROWS = 60;

/** A table of any length: rows have one height, and only those in sight have elements and are loaded. */
export function WindowedTable(props: {
  /** Accessible name. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Another function is another content. */
  readonly loadRows: LoadRows;
  /** Number of the first row as it is shown. */
  readonly firstNumber: number;
  /** A row to bring to the top, from 0; a new object each time. */
  readonly goTo?: { readonly row: number } | null;
  readonly sorted?: { readonly column: number; readonly descending: boolean } | null;
  readonly renderHead?: (column: number, name: string) => JSX.Element;
}): JSX.Element {
  let box!: HTMLElement;
  const [view, setView] = createSignal({ top: 0, scrollPx: 0, heightPx: 600 });
  /** The row that was asked for exactly: a squeezed scroll bar cannot say it. */
  let exact: { readonly row: number; readonly scrollPx: number } | null = null;
  const space = () => toRowSpace(props.rowCount, ROW_PX);
  /** Room for rows below the header, which stays in sight. */
  const roomPx = () => Math.max(ROW_PX, box.clientHeight - ROW_PX);
  const measure = () => {
    const scrollPx = box.scrollTop;
    const isExact = exact !== null && Math.abs(exact.scrollPx - scrollPx) < 2;
    const top = isExact && exact ? exact.row : rowAtScroll(scrollPx, roomPx(), props.rowCount, ROW_PX);
    setView({ top, scrollPx, heightPx: roomPx() });
  };
  const showRow = (row: number) => {
    const top = Math.max(0, Math.min(row, lastTopRow(roomPx(), props.rowCount, ROW_PX)));
    box.scrollTop = scrollOfRow(top, roomPx(), props.rowCount, ROW_PX);
    exact = space().isSqueezed ? { row: top, scrollPx: box.scrollTop } : null;
    measure();
  };
  onMount(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    onCleanup(() => observer.disconnect());
  });
  const first = () => Math.max(0, Math.floor(view().top) - (space().isSqueezed ? 0 : SPARE_ROWS));
  const end = () => Math.min(props.rowCount, Math.ceil(view().top + view().heightPx / ROW_PX) + SPARE_ROWS);
  const span = createMemo(() => ({ start: first(), end: end() }), undefined, {
    equals: (a, b) => a.start === b.start && a.end === b.end,
  });
  const pages = createRowPages(() => props.loadRows, span);
  createEffect(
    on(
      () => props.loadRows,
      () => showRow(0),
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => props.goTo,
      (wanted) => wanted && showRow(wanted.row),
      { defer: true },
    ),
  );
  const indexes = createMemo(() =>
    Array.from({ length: Math.max(0, end() - first()) }, (_, i) => first() + i),
  );
  // From the rows that came first, so that columns do not jump while one scrolls.
  const sample = createMemo((known: readonly (readonly string[])[]) => {
    if (known.length > 0) return known;
    const found = Array.from({ length: Math.min(FIRST_ROWS, props.rowCount) }, (_, row) => pages.rowAt(row));
    return found.every((row) => row !== undefined) ? found : [];
  }, []);
  // A heading with a menu has an edge, and a mark when it is sorted.
  const headings = () =>
    props.renderHead ? props.columns.map((name) => name + ' '.repeat(4)) : props.columns;
  const widths = createMemo(() => toColumnWidths(headings(), sample()));
  const numeric = createMemo(() => toNumericColumns(props.columns.length, sample()));
  const numberPx = () => NUMBER_PX + formatCount(props.rowCount + props.firstNumber).length * DIGIT_PX;
  const beforePx = () =>
    space().isSqueezed
      ? Math.min(view().scrollPx, space().heightPx - indexes().length * ROW_PX)
      : first() * ROW_PX;
  const afterPx = () => Math.max(0, space().heightPx - Math.max(0, beforePx()) - indexes().length * ROW_PX);
  const sortOf = (column: number) => {
    if (props.sorted?.column !== column) return undefined;
    return props.sorted.descending ? 'descending' : 'ascending';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!space().isSqueezed || event.target !== box) return;
    const page = Math.max(1, Math.floor(view().heightPx / ROW_PX) - 1);
    const steps = new Map([
      ['ArrowDown', 1],
      ['ArrowUp', -1],
      ['PageDown', page],
      ['PageUp', -page],
    ]);
    const step = steps.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    showRow(view().top + step);
  };
  const onWheel = (event: WheelEvent) => {
    if (!space().isSqueezed || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    const rows = event.deltaMode === 0 ? event.deltaY / ROW_PX : event.deltaY;
    showRow(view().top + Math.sign(rows) * Math.max(1, Math.round(Math.abs(rows))));
  };

  return (
    <section
      ref={box}
      class="table-view"
      tabindex="0"
      aria-label={`${props.name}, scrolls`}
      onScroll={measure}
      onKeyDown={onKeyDown}
      on:wheel={onWheel}
    >
      <table class="artifact-table" aria-label={props.name} aria-rowcount={props.rowCount + 1}>
        <colgroup>
          <col style={{ width: `${numberPx()}px` }} />
          <For each={widths()}>{(width) => <col style={{ width: `${width}px` }} />}</For>
        </colgroup>
        <thead>
          <tr>
            <th scope="col" class="row-number">
              Row
            </th>
            <For each={props.columns}>
              {(name, column) => (
                <th
                  scope="col"
                  title={name}
                  aria-sort={sortOf(column())}
                  classList={{ 'is-number': numeric()[column()] === true }}
                >
                  {props.renderHead?.(column(), name) ?? name}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <Show when={beforePx() > 0}>
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: room, not a row: nothing in it takes focus. */}
            <tr aria-hidden="true" style={{ height: `${beforePx()}px` }} />
          </Show>
          <For each={indexes()}>
            {(row) => (
              <tr aria-rowindex={row + 2}>
                <th scope="row" class="row-number">
                  {formatCount(row + props.firstNumber)}
                </th>
                <For each={props.columns}>
                  {(_, column) => {
                    const text = () => pages.rowAt(row)?.[column()];
                    return (
                      <td
                        title={(text()?.length ?? 0) > 20 ? text() : undefined}
                        classList={{ 'is-number': numeric()[column()] === true }}
                      >
                        {text()?.slice(0, 300) ?? ''}
                      </td>
                    );
                  }}
                </For>
              </tr>
            )}
          </For>
          <Show when={afterPx() > 0}>
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: room, not a row: nothing in it takes focus. */}
            <tr aria-hidden="true" style={{ height: `${afterPx()}px` }} />
          </Show>
        </tbody>
      </table>
      <Show when={pages.failed()}>
        <p class="artifact-note" role="alert">
          Some rows could not be read.
        </p>
      </Show>
    </section>
  );
}
