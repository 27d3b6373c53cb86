import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
} from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import {
  MOST_SORTED_ROWS,
  type OpenedTable,
  type TableFormat,
  type TableSort,
} from '../../../rpc/table-api.ts';
import { createTableClient, type TableClient } from '../../../rpc/table-client.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { MenuButton, type MenuItem } from '../../../ui/menu.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import type { LoadedArtifact } from './artifact-preview.tsx';
import { PreviewHex } from './preview-hex.tsx';
import { PreviewJson } from './preview-json.tsx';
import { PreviewText } from './preview-text.tsx';
import { ColumnFacts } from './tables/column-facts.tsx';
import { COLUMNS_AT_ONCE, ColumnPager } from './tables/column-pager.tsx';
import type { LoadRows } from './tables/row-pages.ts';
import { WindowedTable } from './tables/windowed-table.tsx';

type Opening =
  | { readonly state: 'open'; readonly table: OpenedTable; readonly client: TableClient }
  | { readonly state: 'unreadable' };

/** A table file as a window over all of its rows. Each table has a worker, which ends with the preview. */
export function PreviewTable(props: {
  readonly artifact: LoadedArtifact;
  readonly format: TableFormat;
}): JSX.Element {
  const [share, setShare] = createSignal(0);
  const [opening, setOpening] = createSignal<Opening>();
  createEffect(
    on(
      () => props.artifact,
      (artifact) => {
        setOpening(undefined);
        setShare(0);
        const client = createTableClient();
        let isOver = false;
        onCleanup(() => {
          isOver = true;
          client.close();
        });
        client
          .open(props.format, artifact.name, artifact.blob, setShare)
          .then((found): Opening => {
            return found.kind === 'table'
              ? { state: 'open', table: found.table, client }
              : { state: 'unreadable' };
          })
          .catch((error: unknown): Opening => {
            console.warn('table not read', error);
            return { state: 'unreadable' };
          })
          .then((found) => !isOver && setOpening(found));
      },
    ),
  );
  const opened = () => {
    const known = opening();
    return known?.state === 'open' ? known : undefined;
  };
  return (
    <Switch
      fallback={
        <p class="artifact-note" role="status">
          Reading the rows of this table… {Math.round(share() * 100)} %
        </p>
      }
    >
      <Match when={opened()} keyed>
        {(known) => <TableView table={known.table} client={known.client} />}
      </Match>
      <Match when={opening()?.state === 'unreadable'}>
        <p class="artifact-note">This file cannot be read as a table.</p>
        <Switch fallback={<PreviewHex head={props.artifact.head} sizeBytes={props.artifact.blob.size} />}>
          <Match when={props.format === 'csv'}>
            <PreviewText blob={props.artifact.blob} flavour="plain" />
          </Match>
          <Match when={props.format === 'json'}>
            <PreviewJson blob={props.artifact.blob} />
          </Match>
        </Switch>
      </Match>
    </Switch>
  );
}

/** Typing settles before the file is searched. */
const SEARCH_MS = 250;

function TableView(props: { readonly table: OpenedTable; readonly client: TableClient }): JSX.Element {
  const [typed, setTyped] = createSignal('');
  const [search, setSearch] = createSignal('');
  const [sort, setSort] = createSignal<TableSort | null>(null);
  const [columnStart, setColumnStart] = createSignal(0);
  const [measured, setMeasured] = createSignal<{ readonly column: number } | null>(null);
  const [goTo, setGoTo] = createSignal<{ readonly row: number } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const question = createMemo(() => ({ search: search(), sort: sort() }));
  const answer = createNewestAnswer(question, async (asked) => ({
    asked,
    found: await props.client.arrange(asked),
  }));
  const isWaiting = () => answer()?.asked !== question();
  /** The last arrangement that can be shown: while the next is made, and where it cannot be. */
  const shown = createMemo(
    (last: { id: number; rowCount: number; searchedRows: number }) => {
      const found = answer()?.found;
      return found?.kind === 'arranged' ? found : last;
    },
    { id: 0, rowCount: props.table.rowCount, searchedRows: props.table.rowCount },
    { equals: (a, b) => a.id === b.id && a.rowCount === b.rowCount },
  );
  const columns = createMemo(() => props.table.columns.slice(columnStart(), columnStart() + COLUMNS_AT_ONCE));
  const loadRows = createMemo((): LoadRows => {
    const { id } = shown();
    const from = columnStart();
    return (start, end) => props.client.rows(id, start, end, from, from + COLUMNS_AT_ONCE);
  });
  const sorted = () => {
    const known = sort();
    return known && { ...known, column: known.column - columnStart() };
  };
  const columnName = (column: number) => props.table.columns[column] || `column ${column + 1}`;
  const menuOf = (column: number): readonly MenuItem[] => {
    const isSorted = (descending: boolean) => sort()?.column === column && sort()?.descending === descending;
    const sortItem = (label: string, descending: boolean): MenuItem => ({
      label,
      checked: isSorted(descending),
      onSelect: () => setSort(isSorted(descending) ? null : { column, descending }),
    });
    return [
      sortItem('Sort ascending', false),
      sortItem('Sort descending', true),
      { label: 'Statistics', rule: true, onSelect: () => setMeasured({ column }) },
    ];
  };
  return (
    <>
      <div class="file-tools">
        <SearchBox
          label="Search rows"
          value={typed()}
          onInput={(text) => {
            setTyped(text);
            clearTimeout(timer);
            timer = setTimeout(() => setSearch(text), SEARCH_MS);
          }}
        />
        <label>
          Go to row{' '}
          <input
            type="number"
            class="field"
            min="1"
            max={shown().rowCount}
            onChange={(event) => {
              const row = Math.trunc(event.currentTarget.valueAsNumber);
              if (row >= 1) setGoTo({ row: row - 1 });
            }}
          />
        </label>
        <span role="status">{isWaiting() ? 'Working…' : toSummary(props.table, shown(), search())}</span>
      </div>
      <Show when={answer()?.found.kind === 'too-many'}>
        <p class="file-warning" role="status">
          Not sorted: a column is sorted up to {formatCount(MOST_SORTED_ROWS)} rows. Search for fewer rows and
          sort those.
        </p>
      </Show>
      <ColumnPager start={columnStart()} count={props.table.columns.length} onStart={setColumnStart} />
      <Show when={measured()}>
        {(one) => (
          <ColumnFacts
            name={columnName(one().column)}
            column={one().column}
            rowCount={props.table.rowCount}
            client={props.client}
            onClose={() => setMeasured(null)}
          />
        )}
      </Show>
      <WindowedTable
        name="Table"
        columns={columns()}
        rowCount={shown().rowCount}
        loadRows={loadRows()}
        firstNumber={1}
        goTo={goTo()}
        sorted={sorted()}
        renderHead={(column) => (
          <MenuButton
            label={`${columnName(columnStart() + column)}, column menu`}
            items={menuOf(columnStart() + column)}
            variant="quiet"
            small
          >
            <span class="cut">{columnName(columnStart() + column)}</span>
            <Show when={sort()?.column === columnStart() + column}>
              <span aria-hidden="true">{sort()?.descending ? '↓' : '↑'}</span>
            </Show>
          </MenuButton>
        )}
      />
    </>
  );
}

function toSummary(
  table: OpenedTable,
  shown: { readonly rowCount: number; readonly searchedRows: number },
  search: string,
): string {
  const columns = formatPlural(table.columns.length, 'column');
  if (search === '') return `${formatPlural(table.rowCount, 'row')}, ${columns}`;
  const found = `${formatCount(shown.rowCount)} of ${formatPlural(table.rowCount, 'row')}`;
  return shown.searchedRows < table.rowCount
    ? `${found}, searched the first ${formatCount(shown.searchedRows)}`
    : found;
}
