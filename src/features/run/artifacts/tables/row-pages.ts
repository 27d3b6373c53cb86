import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';

export type Cells = readonly string[];
export type LoadRows = (start: number, end: number) => Promise<readonly Cells[] | null>;

const PAGE_ROWS = 100;
/** Pages kept; those not looked at for longest go first. */
const MOST_PAGES = 40;
/** Rows that only fly by are not asked for. */
const SETTLE_MS = 40;

/**
 * Rows of a long table, loaded by the page for the span in sight. A new `load` is another table: the pages of the
 * former one go.
 */
export function createRowPages(
  load: Accessor<LoadRows>,
  span: Accessor<{ readonly start: number; readonly end: number }>,
): { readonly rowAt: (row: number) => Cells | undefined; readonly failed: Accessor<boolean> } {
  let pages = new Map<number, readonly Cells[]>();
  const asked = new Set<string>();
  const [version, setVersion] = createSignal(0);
  const [failed, setFailed] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let epoch = 0;
  const ask = async (page: number) => {
    const mine = epoch;
    const key = `${mine} ${page}`;
    if (asked.has(key)) return;
    asked.add(key);
    const rows = await load()(page * PAGE_ROWS, (page + 1) * PAGE_ROWS).catch(() => null);
    asked.delete(key);
    if (mine !== epoch) return;
    if (rows === null) setFailed(true);
    pages.set(page, rows ?? []);
    for (const oldest of pages.keys()) if (pages.size > MOST_PAGES) pages.delete(oldest);
    setVersion((old) => old + 1);
  };
  const loadMissing = () => {
    const { start, end } = span();
    for (let page = Math.floor(start / PAGE_ROWS); page * PAGE_ROWS < end; page++) {
      const known = pages.get(page);
      if (known === undefined) void ask(page);
      else {
        // Looked at last: kept longest.
        pages.delete(page);
        pages.set(page, known);
      }
    }
  };
  createEffect(
    on(load, () => {
      epoch += 1;
      pages = new Map();
      setFailed(false);
      loadMissing();
    }),
  );
  createEffect(
    on(
      span,
      () => {
        clearTimeout(timer);
        timer = setTimeout(loadMissing, SETTLE_MS);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  return {
    rowAt: (row) => {
      version();
      return pages.get(Math.floor(row / PAGE_ROWS))?.[row % PAGE_ROWS];
    },
    failed,
  };
}
