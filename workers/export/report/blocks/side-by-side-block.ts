import { formatDuration, formatNumber, formatPlural, formatTime } from '../../../../src/base/format.ts';
import type { RunKey } from '../../../../src/domain/ids.ts';
import type { RunStatus } from '../../../../src/domain/run.ts';
import { statusText } from '../../../../src/domain/status-text.ts';
import type { Difference, DifferenceSection } from '../../../../src/rpc/differences.ts';
import type { ReportContent } from '../../../../src/rpc/report-api.ts';
import { breakable, Html, html, NOTHING } from '../html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';
import { columnLabel } from '../report-words.ts';

/** Columns that a page has room for, and lines that somebody reads. */
const MOST_RUNS = 10;
const MOST_LINES = 400;

const SECTIONS: Readonly<Record<DifferenceSection, string>> = {
  run: 'Run',
  params: 'Parameters',
  metrics: 'Metrics (last value)',
  tags: 'Tags',
  datasets: 'Datasets',
  environment: 'Environment',
  source: 'Source',
};

/** Runs in columns, what they were given and made of in lines. */
export async function* sideBySideBlock(
  content: Extract<ReportContent, { kind: 'side-by-side' }>,
  { source }: ReportContext,
): BlockParts {
  const shown = source.drawn.slice(0, MOST_RUNS);
  const runs = shown.map(({ run }) => run);
  const all = await loadRows(content.sections, runs, source.session);
  const rows = content.onlyDifferent && runs.length > 1 ? all.filter(({ differs }) => differs) : all;
  const left = source.drawn.length - shown.length;
  yield html`<section class="block"><h2>${content.title}</h2>`;
  if (rows.length === 0) {
    yield html`<p class="note">${all.length > 0 ? 'The runs do not differ here.' : 'Nothing was recorded.'}</p></section>
`;
    return;
  }
  const heads = shown.map((row) => html`<th scope="col">${breakable(row.name)}</th>`);
  yield html`<div class="scroll" tabindex="0" role="region" aria-label="${content.title}, scrolls"><table class="sides"><thead><tr><td></td>${heads}</tr></thead>
`;
  for (const section of content.sections) {
    const own = rows.filter((row) => row.section === section);
    if (own.length === 0) continue;
    const title =
      content.sections.length > 1
        ? html`<tr><th scope="rowgroup" class="section" colspan="${runs.length + 1}">${SECTIONS[section]}</th></tr>`
        : NOTHING;
    const more = own.length - MOST_LINES;
    yield html`<tbody>${title}${own.slice(0, MOST_LINES).map(rowHtml)}${more > 0 ? html`<tr><td colspan="${runs.length + 1}" class="muted">${formatPlural(more, 'more line')} left out</td></tr>` : NOTHING}</tbody>
`;
  }
  const note =
    left > 0 ? html`<p class="note">${formatPlural(left, 'more run')} not in this comparison.</p>` : NOTHING;
  yield html`</table></div>${note}</section>
`;
}

async function loadRows(
  sections: readonly DifferenceSection[],
  runs: readonly RunKey[],
  session: ReportContext['source']['session'],
): Promise<readonly Difference[]> {
  const isOrigin = (section: DifferenceSection) => section === 'source' || section === 'environment';
  const [logged, origins] = await Promise.all([
    sections.every(isOrigin) ? null : session.differences(runs),
    sections.some(isOrigin) ? session.origins(runs) : null,
  ]);
  const wanted = new Set(sections);
  return [...(logged?.rows ?? []), ...(origins?.rows ?? [])].filter(
    // Names stand above the columns, and a key tells a reader nothing.
    ({ section, key }) => wanted.has(section) && !(section === 'run' && (key === 'name' || key === 'run')),
  );
}

function rowHtml(row: Difference): Html {
  const label = row.section === 'run' ? columnLabel(row.key) : row.key;
  const head = html`<th scope="row">${breakable(label)}</th>`;
  const [first] = row.values;
  // What all have alike is said once.
  if (!row.differs && first !== null && first !== undefined)
    return html`<tr>${head}<td colspan="${row.values.length}">${valueHtml(row, first)}</td></tr>
`;
  const usual = usualOf(row);
  const cells = row.values.map((value) => {
    if (value === null) return html`<td><span class="muted">–</span></td>`;
    const isOdd = usual !== null && value !== usual;
    return html`<td${isOdd ? new Html(' class="differs"') : NOTHING}>${valueHtml(row, value)}</td>`;
  });
  return html`<tr>${head}${cells}</tr>
`;
}

/** What more than half of the runs with a value share, where others have another; numbers that were measured never do. */
function usualOf({ section, values, differs }: Difference): string | number | null {
  if (!differs || section === 'metrics' || section === 'run') return null;
  const counts = new Map<string | number, number>();
  const there = values.filter((value) => value !== null);
  for (const value of there) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const [value, count] of counts) if (count * 2 > there.length && counts.size > 1) return value;
  return null;
}

/** Of a commit so much tells it apart. */
const COMMIT_LETTERS = 12;

function valueHtml(row: Difference, value: string | number): Html {
  const text = valueText(row, value);
  if (row.section === 'source' && row.key === 'commit' && text.length > COMMIT_LETTERS)
    return html`<code title="${text}">${text.slice(0, COMMIT_LETTERS)}</code>`;
  return breakable(text);
}

function valueText({ section, key, cut }: Difference, value: string | number): string {
  if (section === 'run' && typeof value === 'number')
    return key === 'duration' ? formatDuration(value) : formatTime(value);
  if (section === 'run' && key === 'status') return statusText(value as RunStatus);
  if (typeof value === 'number') return formatNumber(value, 6);
  return cut ? `${value}…` : value;
}
