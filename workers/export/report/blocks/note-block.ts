import { formatPlural } from '../../../../src/base/format.ts';
import { html, NOTHING, name } from '../html.ts';
import { markdownHtml } from '../markdown-html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';

const MOST_NOTES = 50;

/** What people wrote about the drawn runs. */
export async function* noteBlock({ source, parseMarkdown }: ReportContext): BlockParts {
  const { session, summary, drawn, runs } = source;
  const { columns } = await session.columnValues(summary.table, ['note'], runs);
  const [notes] = columns;
  const found = drawn.flatMap((row, i) => {
    if (notes?.present[i] !== 1) return [];
    return [{ row, text: notes.texts?.[i] ?? String(notes.numbers[i]) }];
  });
  yield html`<section class="block"><h2>Notes</h2>`;
  if (found.length === 0) yield html`<p class="note">None of the runs has a note.</p>`;
  for (const { row, text } of found.slice(0, MOST_NOTES)) {
    const blocks = await parseMarkdown(text);
    yield html`<article class="prose"><h3>${name(row.name)}</h3>${markdownHtml(blocks, 4)}</article>
`;
  }
  const left = found.length - MOST_NOTES;
  yield html`${left > 0 ? html`<p class="note">${formatPlural(left, 'more note')} left out.</p>` : NOTHING}</section>
`;
}
