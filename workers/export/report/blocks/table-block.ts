import { formatInColumn, type NumberStyle, numberStyle } from '../../../../src/base/column-number.ts';
import { formatDuration, formatPlural, formatTime } from '../../../../src/base/format.ts';
import { parseColumnId } from '../../../../src/domain/column-id.ts';
import type { MetricDirection } from '../../../../src/domain/metric-direction.ts';
import type { RunStatus } from '../../../../src/domain/run.ts';
import { statusText } from '../../../../src/domain/status-text.ts';
import type { Look } from '../../../../src/report/chart/chart-model.ts';
import type { ColumnId, TableRow, ValueColumn } from '../../../../src/rpc/query-api.ts';
import type { ReportContent } from '../../../../src/rpc/report-api.ts';
import { Html, html, NOTHING, name } from '../html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';
import { columnLabel } from '../report-words.ts';

/** Rows that are read and written together. */
const ROWS_AT_ONCE = 200;
const MOST_TEXT = 200;

/** The first runs of the table, in its order. */
export async function* tableBlock(
  { columns }: Extract<ReportContent, { kind: 'table' }>,
  context: ReportContext,
): BlockParts {
  const { source, settings } = context;
  const { session, summary } = source;
  const wanted = ['name', ...columns.filter((id) => id !== 'name')];
  const rows = await session.firstRuns(summary.table, settings.mostRows);
  const values = await session.columnValues(
    summary.table,
    wanted,
    rows.map(({ run }) => run),
  );
  const shown = labelled(values.columns.map((column) => toShown(column, context)));
  yield html`<section class="block"><h2>Runs</h2><div class="scroll" tabindex="0" role="region" aria-label="Runs, scrolls"><table class="sortable runs"><caption class="unseen">Runs</caption><thead><tr>${shown.map(headerHtml)}</tr></thead><tbody>
`;
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    yield html`${some.map((row, i) => rowHtml(row, from + i, shown, source.lookOf(row.run)))}`;
  }
  const left = summary.matchCount - rows.length;
  const note =
    left > 0 ? html`<p class="note">${formatPlural(left, 'more run')} not in this table.</p>` : NOTHING;
  yield html`</tbody></table></div>${note}</section>
`;
}

interface ShownColumn {
  readonly id: ColumnId;
  readonly label: string;
  readonly column: ValueColumn;
  readonly isNumeric: boolean;
  readonly style: NumberStyle;
  /** NaN where no value is the best. */
  readonly best: number;
  readonly textOf: (text: string) => string;
}

function toShown(column: ValueColumn, { source }: ReportContext): ShownColumn {
  const { column: id, numbers, texts } = column;
  const finite = numbers.filter(Number.isFinite);
  const [min, max] = [smallest(finite), greatest(finite)];
  const range = finite.length > 0 ? { min, max, integers: finite.every(Number.isInteger) } : undefined;
  const isName = id === 'name' || id === 'experiment' || id === 'status';
  return {
    id,
    label: columnLabel(id),
    column,
    isNumeric: texts === null && !isName,
    style: numberStyle(range),
    best: bestOf(directionOf(id, source.summary.columns), min, max, finite.length),
    textOf: id === 'experiment' ? (key) => source.experimentNames.get(key) ?? key : (text) => text,
  };
}

function smallest(values: Float64Array): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function directionOf(
  id: ColumnId,
  infos: ReportContext['source']['summary']['columns'],
): MetricDirection | null {
  const ref = parseColumnId(id);
  if (ref.kind !== 'metric') return null;
  return infos.find((info) => info.id === `metrics.${ref.key}`)?.direction ?? null;
}

/** One value alone is no best; neither is one that all share. */
function bestOf(direction: MetricDirection | null, min: number, max: number, count: number): number {
  if (direction === null || count < 2 || min === max) return Number.NaN;
  return direction === 'lower' ? min : max;
}

/** Two columns of one label say their kind as well. */
function labelled(columns: readonly ShownColumn[]): readonly ShownColumn[] {
  const counts = new Map<string, number>();
  for (const { label } of columns) counts.set(label, (counts.get(label) ?? 0) + 1);
  return columns.map((one) => (counts.get(one.label)! > 1 ? { ...one, label: one.id } : one));
}

function headerHtml({ id, label, isNumeric }: ShownColumn): Html {
  return html`<th scope="col"${isNumeric ? NUMBER : NOTHING} title="${id}">${name(label)}</th>`;
}

const NUMBER = new Html(' class="number"');

function rowHtml(row: TableRow, at: number, columns: readonly ShownColumn[], look: Look | null): Html {
  return html`<tr>${columns.map((column) => cellHtml(column, row, at, look))}</tr>
`;
}

function cellHtml(shown: ShownColumn, row: TableRow, at: number, look: Look | null): Html {
  if (shown.id === 'name') {
    const swatch = new Html(
      look
        ? `<span class="swatch k${look.hue}${look.dashed ? ' dash' : ''}"></span>`
        : '<span class="swatch"></span>',
    );
    return html`<th scope="row">${swatch}${name(row.name)}</th>`;
  }
  const { column, best, style } = shown;
  if (column.present[at] !== 1)
    return html`<td${shown.isNumeric ? NUMBER : NOTHING}><span class="muted">–</span></td>`;
  const text = column.texts?.[at];
  if (shown.id === 'status') return statusHtml(row.status);
  if (typeof text === 'string') return html`<td>${name(cut(shown.textOf(text)))}</td>`;
  const value = column.numbers[at]!;
  const written = numberText(shown.id, value, style);
  const isBest = value === best;
  return html`<td class="number${isBest ? ' best' : ''}" data-v="${value}">${written}</td>`;
}

function numberText(id: ColumnId, value: number, style: NumberStyle): string {
  if (id === 'started') return formatTime(value);
  return id === 'duration' ? formatDuration(value) : formatInColumn(value, style);
}

function statusHtml(status: RunStatus): Html {
  return html`<td><span class="state ${status}"></span>${statusText(status)}</td>`;
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
