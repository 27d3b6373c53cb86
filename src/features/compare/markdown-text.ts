import { escapeMarkdown } from '../../base/escape-markdown.ts';
import type { CompareColumn } from './comparison.ts';
import { type RowLine, rowLabel, type TableLine } from './table-lines.ts';

/** The lines shown as a GitHub table, a row a key. `cellText` is what the screen says in a cell. */
export function toMarkdown(
  lines: readonly TableLine[],
  columns: readonly CompareColumn[],
  cellText: (line: RowLine, column: CompareColumn) => string,
): string {
  const toLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const text = [
    toLine(['', ...columns.map(({ label }) => escapeMarkdown(label))]),
    toLine(['---', ...columns.map(() => '---')]),
  ];
  for (const line of lines) {
    if (line.kind === 'section') text.push(toLine([`**${line.title}**`, ...columns.map(() => '')]));
    else
      text.push(
        toLine([
          escapeMarkdown(rowLabel(line.row)),
          ...columns.map((column) => escapeMarkdown(cellText(line, column))),
        ]),
      );
  }
  return `${text.join('\n')}\n`;
}
