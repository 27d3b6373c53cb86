import { escapeMarkdown } from '../../../src/base/escape-markdown.ts';
import type { FileColumn } from './file-columns.ts';
import { makeTextBlob } from './parts.ts';

/** A GitHub table with the numbers as the screen shows them. */
export function makeMarkdown(columns: readonly FileColumn[], rows: Uint32Array): Blob {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const head =
    line(columns.map(({ label }) => escapeMarkdown(label))) +
    line(columns.map(({ isNumeric }) => (isNumeric ? '--:' : '---')));
  const toLine = (row: number) => line(columns.map(({ shown }) => escapeMarkdown(shown(row))));
  return makeTextBlob(head, rows, toLine, '', 'text/markdown');
}
