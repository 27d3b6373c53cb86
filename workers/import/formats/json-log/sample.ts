import { fromUtf8 } from '../../../../src/base/bytes.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import { nameOf, type SourceFile } from '../../source.ts';
import { readNumber } from '../../tables/cells.ts';
import { type ColumnProfile, profileColumn } from '../../tables/profile.ts';
import { eachLeaf, type JsonLeaf, parseWrittenRow } from '../../text/json-leaves.ts';
import { WrittenNumber } from '../../text/lenient-json.ts';
import { type DocumentResult, readDocument } from './document.ts';
import { LINES_NAME } from './match.ts';

const HEAD_BYTES = 512 * 1024;
/** What is logged at the end of an epoch alone comes late; a look at the end finds its names. */
const TAIL_BYTES = 256 * 1024;
const HEAD_ROWS = 1000;
const TAIL_ROWS = 200;
const PREVIEW_ROWS = 8;
const MOST_COLUMNS = 5000;

/** What some rows of the file say of all. */
export interface JsonSample {
  /** null where the file has a row on each line. */
  readonly document: (DocumentResult & { readonly ok: true })['document'] | null;
  /** Between the names of an object and of what is in it. */
  readonly separator: string;
  readonly names: readonly string[];
  readonly profiles: readonly ColumnProfile[];
  /** First rows as text. */
  readonly preview: readonly (readonly string[])[];
  readonly sampledRows: number;
  /** null when not all rows were seen. */
  readonly rowCount: number | null;
  readonly params: readonly Pair[];
}

export type SampleResult =
  | { readonly ok: true; readonly sample: JsonSample }
  | { readonly ok: false; readonly reason: 'damaged' | 'too-large' | 'no-rows' };

export async function inspectJson(file: SourceFile): Promise<SampleResult> {
  const head = await file.slice(0, HEAD_BYTES);
  const isWhole = head.length >= file.sizeBytes;
  const rows = rowsIn(fromUtf8(head), false, !isWhole).slice(0, HEAD_ROWS);
  if (rows.length > 0 && !startsList(head) && !(await isHistory(file, head, rows.length))) {
    let seen: readonly object[] = rows;
    if (!isWhole) seen = [...rows, ...(await tailRows(file, head.length))];
    const rowCount = isWhole && rows.length < HEAD_ROWS ? rows.length : null;
    return { ok: true, sample: sampleOf(seen, rows.length, rowCount, null) };
  }
  const found = await readDocument(file);
  if (!found.ok) return found;
  const { document } = found;
  return {
    ok: true,
    sample: sampleOf(document.rows.slice(0, HEAD_ROWS), document.rows.length, document.rows.length, document),
  };
}

async function tailRows(file: SourceFile, behind: number): Promise<readonly object[]> {
  const start = Math.max(behind, file.sizeBytes - TAIL_BYTES);
  const tail = await file.slice(start, file.sizeBytes);
  return rowsIn(fromUtf8(tail), true, true).slice(-TAIL_ROWS);
}

/** The rows in a stretch of text whose first or last line may not be whole. */
function rowsIn(text: string, cutsFirst: boolean, cutsLast: boolean): object[] {
  const lines = text.split('\n');
  if (cutsFirst) lines.shift();
  if (cutsLast) lines.pop();
  return lines.flatMap((line) => parseWrittenRow(line) ?? []);
}

/** A history in one line is one row of lists as well. What its name calls lines are rows. */
async function isHistory(file: SourceFile, head: Uint8Array, rows: number): Promise<boolean> {
  if (rows !== 1 || head.length < file.sizeBytes || LINES_NAME.test(nameOf(file.path))) return false;
  if (fromUtf8(head).trim().includes('\n')) return false;
  return (await readDocument(file)).ok;
}

function startsList(head: Uint8Array): boolean {
  return fromUtf8(head.subarray(0, 256)).trimStart().startsWith('[');
}

function sampleOf(
  rows: readonly object[],
  headRows: number,
  rowCount: number | null,
  document: JsonSample['document'],
): JsonSample {
  const separator = separatorOf(rows);
  const columns = new Map<string, { cells: string[]; lists: number }>();
  rows.forEach((row, index) => {
    eachLeaf(row, separator, (key, leaf) => {
      let column = columns.get(key);
      if (!column) {
        if (columns.size >= MOST_COLUMNS) return;
        column = { cells: [], lists: 0 };
        columns.set(key, column);
      }
      while (column.cells.length < index) column.cells.push('');
      if (Array.isArray(leaf)) column.lists += 1;
      column.cells[index] = cellText(leaf);
    });
  });
  const names = [...columns.keys()];
  const profiles = [...columns].map(([name, { cells, lists }]) => {
    while (cells.length < rows.length) cells.push('');
    const profile = profileColumn(name, cells, readNumber);
    return lists > profile.filled / 2 ? { ...profile, type: 'nested' as const } : profile;
  });
  const shown = Array.from({ length: Math.min(PREVIEW_ROWS, headRows) }, (_, row) =>
    [...columns.values()].map(({ cells }) => cells[row] ?? ''),
  );
  const params = document?.params ?? [];
  return { document, separator, names, profiles, preview: shown, sampledRows: rows.length, rowCount, params };
}

/** As the file writes its own names; results of Ray are known by names that are joined by `/`. */
function separatorOf(rows: readonly object[]): string {
  const names = new Set<string>();
  for (const row of rows) if (row instanceof Map) for (const key of row.keys()) names.add(String(key));
  const isRay = names.has('training_iteration') && (names.has('trial_id') || names.has('time_total_s'));
  return isRay || [...names].some((name) => name.includes('/')) ? '/' : '.';
}

/** A cell as the preview shows it and as tables of text have it; '' for none. */
export function cellText(leaf: JsonLeaf): string {
  if (leaf === null) return '';
  if (leaf instanceof WrittenNumber) return leaf.text;
  if (typeof leaf === 'boolean') return leaf ? 'True' : 'False';
  if (typeof leaf === 'string' || typeof leaf === 'number') return String(leaf);
  return `[${leaf.length} values]`;
}
