import type { Match } from '../../format.ts';
import { consistency, detectDelimiter, detectEncoding, scanRows } from './dialect.ts';

const TABLE_NAME = /\.(?:csv|tsv|tab)$/i;
const TEXT_NAME = /\.(?:txt|log|dat|out)$/i;
/** Files whose name says what they are, and that it is no table. */
const OTHER_NAME =
  /\.(?:py|pyi|ipynb|js|mjs|cjs|ts|tsx|jsx|json|jsonl|ndjson|ya?ml|toml|ini|cfg|md|rst|tex|html?|xml|svg|css|sh|bat|ps1|sql|c|h|cc|cpp|hpp|cu|java|kt|go|rs|rb|php|pl|lua|r|jl|m|scala|swift|lock|env|gitignore|db|sqlite3?|parquet|pkl|pickle|joblib|npy|npz|pt|pth|onnx|png|jpe?g|gif|pdf|zip|gz)$/i;
const OTHER_STARTS = [
  '{',
  '[',
  '<',
  '---',
  '%YAML',
  '%PDF',
  '#!',
  'PAR1',
  'version https://git-lfs',
  'SQLite format',
];

/** Whether a head of at most 4 KiB is the beginning of a table of text. */
export function matchCsv(name: string, head: Uint8Array, sizeBytes: number): Match {
  if (head.length === 0 || OTHER_NAME.test(name)) return 'no';
  const isWhole = head.length >= sizeBytes;
  const text = textOf(head, isWhole);
  if (text === null) return 'no';
  const body = withoutLeadingComments(text);
  if (body.trim() === '') return 'no';
  const named = TABLE_NAME.test(name);
  if (OTHER_STARTS.some((start) => body.startsWith(start)) && !(named && body.startsWith('['))) return 'no';
  const newline = body.includes('\n') ? '\n' : '\r';
  const delimiter = detectDelimiter(body, newline, isWhole, name);
  const rows = scanRows(body, delimiter, newline, isWhole, 50);
  if (isTable(rows, named || TEXT_NAME.test(name))) return 'structure';
  return named && isHeader(rows[0] ?? []) ? 'name' : 'no';
}

function textOf(head: Uint8Array, isWhole: boolean): string | null {
  const { encoding } = detectEncoding(head, isWhole);
  if (encoding === 'utf-8' || encoding === 'windows-1252') {
    let controls = 0;
    for (const byte of head) {
      if (byte === 0) return null;
      if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls += 1;
    }
    if (controls > head.length / 500) return null;
    // Without a mark, much that is neither ASCII nor UTF-8 is not text.
    if (encoding === 'windows-1252' && head.filter((byte) => byte >= 0x80).length > head.length * 0.3)
      return null;
  }
  return new TextDecoder(encoding).decode(head);
}

function withoutLeadingComments(text: string): string {
  let rest = text.replace(/^[\r\n]+/, '');
  while (rest.startsWith('#') && !rest.startsWith('#!')) {
    const end = rest.search(/[\r\n]/);
    if (end < 0) return '';
    rest = rest.slice(end).replace(/^[\r\n]+/, '');
  }
  return rest;
}

/** A header of names over rows of as many cells, some of them numbers. */
function isTable(rows: readonly (readonly string[])[], named: boolean): boolean {
  const [header, ...body] = rows;
  if (header === undefined || body.length === 0 || header.length < 2 || !isHeader(header)) return false;
  // A named table may be ragged; of a file with another name more is asked.
  if (consistency(rows) < (named ? 0.5 : 0.95)) return false;
  if (named) return true;
  const cells = body.flat().filter((cell) => cell.trim() !== '');
  const numbers = cells.filter((cell) => isNumberLike(cell)).length;
  return (
    numbers >= cells.length * 0.2 && !header.some(isNumberLike) && header.every((cell) => cell.length <= 120)
  );
}

function isNumberLike(cell: string): boolean {
  const text = cell.trim();
  return text !== '' && text.length <= 40 && /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?$/.test(text);
}

/** Names, not sentences: at least half of the cells hold something, and none is a paragraph. */
function isHeader(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '').length;
  return filled > 0 && filled >= cells.length / 2 && cells.every((cell) => cell.length <= 500);
}
