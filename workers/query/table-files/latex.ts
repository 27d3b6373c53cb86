import type { FileColumn } from './file-columns.ts';
import { makeTextBlob } from './parts.ts';

/** A table of more rows does not fit a page: it is set with `longtable`, which breaks. */
const ROWS_OF_PAGE = 40;

/** A table for `booktabs` (longer ones also for `longtable`), with the numbers as the screen shows them. */
export function makeLatex(columns: readonly FileColumn[], rows: Uint32Array): Blob {
  const isLong = rows.length > ROWS_OF_PAGE;
  const name = isLong ? 'longtable' : 'tabular';
  const alignment = columns.map(({ isNumeric }) => (isNumeric ? 'r' : 'l')).join('');
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\\n`;
  const needs = isLong ? '\\usepackage{booktabs,longtable}' : '\\usepackage{booktabs}';
  const head =
    `% ${needs}\n\\begin{${name}}{${alignment}}\n\\toprule\n` +
    `${line(columns.map(({ label }) => escapeLatex(label)))}\\midrule\n${isLong ? '\\endhead\n' : ''}`;
  const toLine = (row: number) =>
    line(
      columns.map(({ shown, isNumeric }) => (isNumeric ? numberText(shown(row)) : escapeLatex(shown(row)))),
    );
  return makeTextBlob(head, rows, toLine, `\\bottomrule\n\\end{${name}}\n`, 'application/x-tex');
}

/** A minus of a number is a minus, not a hyphen. */
function numberText(text: string): string {
  if (text === '∞' || text === '-∞') return text.startsWith('-') ? '$-\\infty$' : '$\\infty$';
  return /^-[0-9.]+(e-?[0-9]+)?$/.test(text)
    ? `$${text.replace(/e(-?[0-9]+)/, '\\mathrm{e}{$1}')}$`
    : escapeLatex(text);
}

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '`': '\\textasciigrave{}',
  // After `\\\\` it would begin its option.
  '[': '{[}',
  ']': '{]}',
};

/** Text that LaTeX sets as it is, in one line; what no font has (control characters) is a blank. */
export function escapeLatex(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/[\\&%$#_{}~^<>|`[\]]/g, (mark) => COMMANDS[mark] ?? `\\${mark}`)
    .replace(/-(?=-)/g, '-{}');
}
