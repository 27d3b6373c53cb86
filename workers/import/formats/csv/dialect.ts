import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import { RowScanner } from './scanner.ts';

export type TextLayout = NonNullable<TableLayout['text']>;
type Encoding = TextLayout['encoding'];
type Delimiter = TextLayout['delimiter'];

export interface Dialect extends TextLayout {
  readonly newline: '\n' | '\r';
  /** False when the bytes are no valid UTF-8 and have no mark that names another encoding. */
  readonly encodingIsSure: boolean;
  /** `#` lines before the header, without the mark. */
  readonly comments: readonly string[];
  /** Header cells as written, trimmed. */
  readonly header: readonly string[];
}

const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];
const ROWS_LOOKED_AT = 50;
export const MOST_COLUMNS = 10_000;

/** How a text table is written, from its first bytes. null when they hold no header. */
export function detectDialect(head: Uint8Array, isWhole: boolean, name: string): Dialect | null {
  const { encoding, sure } = detectEncoding(head, isWhole);
  const text = new TextDecoder(encoding).decode(head);
  const newline = text.includes('\n') ? '\n' : '\r';
  const { comments, headerLine, rest } = takeComments(text, newline);
  const best = detectDelimiter(rest, newline, isWhole, name);
  const rows = scanRows(rest, best, newline, isWhole, ROWS_LOOKED_AT);
  const first = rows[0];
  if (first === undefined) return null;
  const header = first.map((cell) => cell.trim());
  const body = rows.slice(1);
  // R writes row names without a name for their column.
  if (
    body.length > 0 &&
    body.every((row) => row.length === header.length + 1 && row[row.length - 1] !== '')
  ) {
    header.unshift('');
  }
  const decimal = best !== ',' && usesDecimalComma(body) ? ',' : '.';
  return { encoding, delimiter: best, decimal, headerLine, newline, encodingIsSure: sure, comments, header };
}

export function detectEncoding(head: Uint8Array, isWhole: boolean): { encoding: Encoding; sure: boolean } {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', sure: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', sure: true };
  const wide = guessUtf16(head);
  if (wide !== null) return { encoding: wide, sure: false };
  try {
    // A character may be cut at the end of the head, so the decoder waits for more.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole });
    return { encoding: 'utf-8', sure: true };
  } catch {
    return { encoding: 'windows-1252', sure: false };
  }
}

/** Text of the western world in UTF-16 has a zero in every other byte. */
function guessUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(head.length & ~1, 1024);
  if (length < 4) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.8 && even === 0) return 'utf-16le';
  return even > pairs * 0.8 && odd === 0 ? 'utf-16be' : null;
}

function takeComments(text: string, newline: string) {
  const comments: string[] = [];
  let at = 0;
  let headerLine = 1;
  while (text[at] === '#' || text.startsWith(newline, at) || text.startsWith('\r\n', at)) {
    const end = text.indexOf(newline, at);
    if (end < 0) break;
    if (text[at] === '#' && comments.length < 20)
      comments.push(text.slice(at + 1, Math.min(end, at + 4096)).trim());
    at = end + 1;
    headerLine += 1;
  }
  return { comments, headerLine, rest: text.slice(at) };
}

/** The delimiter that gives the most rows the same number of cells; more cells win between equals. */
export function detectDelimiter(
  text: string,
  newline: '\n' | '\r',
  isWhole: boolean,
  name: string,
): Delimiter {
  let best: Delimiter = /\.(?:tsv|tab)$/i.test(name) ? '\t' : ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = consistency(scanRows(text, delimiter, newline, isWhole, ROWS_LOOKED_AT));
    if (score > bestScore * 1.001) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** Share of rows with the header's number of cells, raised a little by the number of cells. */
export function consistency(rows: readonly (readonly string[])[]): number {
  const width = rows[0]?.length ?? 0;
  if (width < 2) return 0;
  const same = rows.filter((row) => row.length === width || row.length === width + 1).length;
  return (same / rows.length) * (1 + Math.min(width, 100) / 1000);
}

/** The first rows of a text as cells. The last, unfinished row of a head is left out. */
export function scanRows(
  text: string,
  delimiter: string,
  newline: '\n' | '\r',
  isWhole: boolean,
  limit: number,
): string[][] {
  const scanner = new RowScanner(delimiter, newline, mostCells(text, delimiter));
  scanner.push(text);
  const rows: string[][] = [];
  while (rows.length < limit && scanner.next(isWhole)) {
    const row: string[] = [];
    for (let index = 0; index < Math.min(scanner.cellCount, MOST_COLUMNS); index++)
      row.push(scanner.cell(index));
    rows.push(row);
  }
  // A head without a single line break still shows its header.
  if (rows.length === 0 && !isWhole && scanner.next(true)) {
    rows.push(
      Array.from({ length: Math.min(scanner.cellCount, MOST_COLUMNS) }, (_, index) => scanner.cell(index)),
    );
  }
  return rows;
}

/** No row of the text has more. Of thousands of small files, room for the widest table would be most of the work. */
function mostCells(text: string, delimiter: string): number {
  let count = 1;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) {
    count += 1;
    if (count >= MOST_COLUMNS) break;
  }
  return count;
}

function usesDecimalComma(rows: readonly (readonly string[])[]): boolean {
  let commas = 0;
  let points = 0;
  for (const row of rows) {
    for (const cell of row) {
      if (cell.length > 40) continue;
      if (/^\s*[+-]?\d[\d.]*,\d+(?:[eE][+-]?\d+)?\s*$/.test(cell)) commas += 1;
      else if (/^\s*[+-]?\d+\.\d+(?:[eE][+-]?\d+)?\s*$/.test(cell)) points += 1;
    }
  }
  return commas > points;
}

/** Names for the columns: unnamed ones stay '', repeated ones get `.1`, `.2` as pandas does it. */
export function uniqueNames(header: readonly string[]): readonly string[] {
  const taken = new Set(header);
  const seen = new Map<string, number>();
  return header.map((name) => {
    const earlier = seen.get(name) ?? 0;
    seen.set(name, earlier + 1);
    if (earlier === 0) return name;
    let number = earlier;
    while (taken.has(`${name}.${number}`)) number += 1;
    taken.add(`${name}.${number}`);
    return `${name}.${number}`;
  });
}
