import { type Accessor, createEffect, createSignal, on } from 'solid-js';
import type { GridSource } from './types.ts';
import type { Span } from './windowing.ts';

const PAGE_ROWS = 64;
/** About 2,000 rows around the window stay loaded. */
const MOST_PAGES = 32;
/** Asking for what the window needs now, not for everything a fast scroll has passed. */
const MOST_LOADING = 2;

type Pages<Row> = Map<number, readonly Row[]>;

/**
 * Rows near the window, loaded by the page. The answer of `rowAt` is reactive; undefined means "on its way". While a
 * new source has not answered, rows of the old one stay, so that sorting does not flash.
 */
export function createRowPages<Row>(source: Accessor<GridSource<Row>>, span: Accessor<Span>) {
  const [revision, setRevision] = createSignal(0);
  let pages: Pages<Row> = new Map();
  let former: Pages<Row> = new Map();
  let loading = new Set<number>();

  const wantedPages = (): number[] => {
    const { first, end } = span();
    const wanted: number[] = [];
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS < end; page++) wanted.push(page);
    return wanted;
  };
  const isWindowLoaded = () => wantedPages().every((page) => pages.has(page));
  const forgetFarPages = () => {
    if (pages.size <= MOST_PAGES) return;
    const middle = (span().first + span().end) / 2 / PAGE_ROWS;
    const byDistance = [...pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of byDistance.slice(0, pages.size - MOST_PAGES)) pages.delete(page);
  };
  const loadPage = async (from: GridSource<Row>, page: number) => {
    const mine = loading;
    mine.add(page);
    try {
      const end = Math.min(from.rowCount, (page + 1) * PAGE_ROWS);
      const rows = await from.loadRows(page * PAGE_ROWS, end);
      if (from !== source()) return;
      pages.set(page, rows);
      if (isWindowLoaded()) former = new Map();
      forgetFarPages();
      setRevision((count) => count + 1);
    } catch (error) {
      // An answer for rows that are no longer asked for may fail: its table is gone.
      if (from !== source()) return;
      pages.set(page, []);
      reportError(error);
    } finally {
      mine.delete(page);
      if (from === source()) loadWindow(from);
    }
  };
  const loadWindow = (from: GridSource<Row>) => {
    for (const page of wantedPages()) {
      if (loading.size >= MOST_LOADING) return;
      if (!pages.has(page) && !loading.has(page)) void loadPage(from, page);
    }
  };

  createEffect(
    on(source, (next) => {
      if (pages.size > 0) former = pages;
      pages = new Map();
      loading = new Set();
      setRevision((count) => count + 1);
      loadWindow(next);
    }),
  );
  createEffect(on(span, () => loadWindow(source()), { defer: true }));

  return {
    rowAt(index: number): Row | undefined {
      revision();
      const { newest } = source();
      const page = Math.floor(index / PAGE_ROWS);
      const inPage = index % PAGE_ROWS;
      const row = pages.get(page)?.[inPage] ?? former.get(page)?.[inPage];
      return row === undefined || !newest ? row : newest(row);
    },
  };
}

export type RowPages<Row> = ReturnType<typeof createRowPages<Row>>;
