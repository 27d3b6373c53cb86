import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import { TABLE_HEAD_COLUMNS, type TableFormat, type TableHead } from '../../../rpc/preview-api.ts';
import { readTableHead } from '../../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import type { LoadedArtifact } from './artifact-preview.tsx';
import { PreviewHex } from './preview-hex.tsx';
import { PreviewText } from './preview-text.tsx';
import { toColumnWidths, toNumericColumns } from './table-columns.ts';

const ROW_LIMIT = 1000;
/** Must match the height of a row in the style sheet. */
const ROW_PX = 26;
/** Rows kept above and below the window. */
const SPARE_ROWS = 12;

export function PreviewTable(props: {
  readonly artifact: LoadedArtifact;
  readonly format: TableFormat;
}): JSX.Element {
  const result = createNewestAnswer(
    () => props.artifact,
    (artifact) => readTableHead(props.format, artifact.name, artifact.blob, ROW_LIMIT),
  );
  const table = () => {
    const known = result();
    return known?.kind === 'table' ? known.table : undefined;
  };
  return (
    <Switch fallback={<Skeleton lines={4} class="artifact-loading" />}>
      <Match when={table()}>{(known) => <TableView table={known()} />}</Match>
      <Match when={result()?.kind === 'unreadable'}>
        <p class="artifact-note">This file cannot be read as a table.</p>
        <Show
          when={props.format === 'csv'}
          fallback={<PreviewHex head={props.artifact.head} sizeBytes={props.artifact.blob.size} />}
        >
          <PreviewText blob={props.artifact.blob} flavour="plain" />
        </Show>
      </Match>
    </Switch>
  );
}

/** Rows have one height, so the window is found without measuring; spacer rows stand for the rest. */
function TableView(props: { readonly table: TableHead }): JSX.Element {
  const [scroll, setScroll] = createSignal({ top: 0, height: 600 });
  const columns = () => props.table.columns.slice(0, TABLE_HEAD_COLUMNS);
  const numeric = createMemo(() => toNumericColumns(columns().length, props.table.rows));
  const widths = () => toColumnWidths(columns(), props.table.rows);
  const first = () => Math.max(0, Math.floor(scroll().top / ROW_PX) - SPARE_ROWS);
  const end = () =>
    Math.min(props.table.rows.length, Math.ceil((scroll().top + scroll().height) / ROW_PX) + SPARE_ROWS);
  const indexes = () => Array.from({ length: Math.max(0, end() - first()) }, (_, i) => first() + i);
  return (
    <>
      <p class="artifact-note">{toSummary(props.table)}</p>
      <ScrollBox
        class="artifact-view"
        label="Table"
        onScroll={(box) => setScroll({ top: box.scrollTop, height: box.clientHeight })}
      >
        <table class="artifact-table" aria-rowcount={props.table.rows.length + 1}>
          <colgroup>
            <For each={widths()}>{(width) => <col style={{ width: `${width}px` }} />}</For>
          </colgroup>
          <thead>
            <tr>
              <For each={columns()}>
                {(name, column) => (
                  <th scope="col" title={name} classList={{ 'is-number': numeric()[column()] === true }}>
                    {name}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <tr style={{ height: `${first() * ROW_PX}px` }} />
            <For each={indexes()}>
              {(index) => (
                <tr aria-rowindex={index + 2}>
                  <For each={columns()}>
                    {(_, column) => {
                      const text = props.table.rows[index]?.[column()] ?? '';
                      return (
                        <td
                          title={text.length > 20 ? text : undefined}
                          classList={{ 'is-number': numeric()[column()] === true }}
                        >
                          {text.slice(0, 300)}
                        </td>
                      );
                    }}
                  </For>
                </tr>
              )}
            </For>
            <tr style={{ height: `${(props.table.rows.length - end()) * ROW_PX}px` }} />
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function toSummary(table: TableHead): string {
  const parts: string[] = [];
  const shown = table.rows.length;
  if (table.rowCount !== null && table.rowCount > shown) {
    parts.push(`First ${formatCount(shown)} of ${formatPlural(table.rowCount, 'row')}`);
  } else if (table.rowCount === null && shown >= ROW_LIMIT) {
    parts.push(`First ${formatPlural(shown, 'row')}`);
  } else parts.push(formatPlural(shown, 'row'));
  const hidden = table.columns.length - TABLE_HEAD_COLUMNS;
  parts.push(
    hidden > 0
      ? `first ${formatCount(TABLE_HEAD_COLUMNS)} of ${formatPlural(table.columns.length, 'column')}`
      : formatPlural(table.columns.length, 'column'),
  );
  return parts.join(', ');
}
