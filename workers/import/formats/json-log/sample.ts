import { fromUtf8 } from '../../../../src/base/bytes.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import { nameOf, type SourceFile } from '../../source.ts';
import { readNumber } from '../../tables/cells.ts';
import type { HeldHead } from '../../tables/held-head.ts';
import { type ColumnProfile, ColumnTally } from '../../tables/profile.ts';
import { eachLeaf, type JsonLeaf, parseWrittenRow } from '../../text/json-leaves.ts';
import { WrittenNumber } from '../../text/lenient-json.ts';
import { type DocumentResult, readDocument } from './document.ts';
import { LINES_NAME } from './match.ts';

/** What the rows are is told by the first of them. Names that come later become columns as they come. */
export const HEAD_BYTES = 512 * 1024;
const HEAD_ROWS = 1000;
const PREVIEW_ROWS = 8;
const MOST_COLUMNS = 5000;
const LINE_FEED = 10;

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

/** Of a file whose head was read; `first`: what is known of it by now. */
export async function inspectJson(
  file: SourceFile,
  head: HeldHead,
  first = new FirstRows(),
): Promise<SampleResult> {
  const { bytes } = head;
  const isWhole = bytes.length >= file.sizeBytes;
  const count = first.read(bytes, isWhole);
  const whole = head.over(file);
  if (count > 0 && !startsList(bytes) && !(await isHistory(whole, bytes, count)))
    return { ok: true, sample: first.sample(isWhole && !first.isFull ? count : null, null) };
  const found = await readDocument(whole);
  if (!found.ok) return found;
  const { rows } = found.document;
  const firstOfAll = new FirstRows();
  firstOfAll.take(rows.slice(0, HEAD_ROWS));
  return { ok: true, sample: firstOfAll.sample(rows.length, found.document) };
}

/** What the first rows of a file say. Each is looked at once, however often it is asked as the file grows. */
export class FirstRows {
  private columns = new Map<string, { readonly tally: ColumnTally; lists: number }>();
  private preview: ReadonlyMap<string, string>[] = [];
  private count = 0;
  private separator = '.';
  private readonly names = new Set<string>();
  private readBytes = 0;

  /** More rows would not be looked at. */
  get isFull(): boolean {
    return this.count >= HEAD_ROWS;
  }

  /** Those of a head that only grew since; `isWhole`: of the whole file, so that a last row needs no end. Their number. */
  read(head: Uint8Array, isWhole: boolean): number {
    const end = head.lastIndexOf(LINE_FEED) + 1;
    const rows = end > this.readBytes ? this.rowsIn(head, this.readBytes, end) : [];
    this.readBytes = Math.max(this.readBytes, end);
    const last =
      isWhole && head.length > this.readBytes ? this.rowsIn(head, this.readBytes, head.length) : [];
    // Should it go on, that is another row.
    if (last.length > 0) this.readBytes = head.length;
    const before = this.separator;
    this.noteNames([...rows, ...last]);
    if (before === this.separator || this.count === 0) this.take([...rows, ...last]);
    else {
      this.columns = new Map();
      this.preview = [];
      this.count = 0;
      this.take(this.rowsIn(head, 0, this.readBytes));
    }
    return this.count;
  }

  take(rows: readonly object[]): void {
    this.noteNames(rows);
    for (const row of rows) if (!this.isFull) this.add(row);
  }

  sample(rowCount: number | null, document: JsonSample['document']): JsonSample {
    const names = [...this.columns.keys()];
    const profiles = [...this.columns.values()].map(({ tally, lists }) =>
      tally.profile(this.count, lists > tally.filledCount / 2 ? 'nested' : undefined),
    );
    const preview = this.preview.map((cells) => names.map((name) => cells.get(name) ?? ''));
    const params = document?.params ?? [];
    const { separator, count } = this;
    return { document, separator, names, profiles, preview, sampledRows: count, rowCount, params };
  }

  private rowsIn(head: Uint8Array, from: number, to: number): readonly object[] {
    if (this.isFull) return [];
    return fromUtf8(head.subarray(from, to))
      .split('\n')
      .flatMap((line) => parseWrittenRow(line) ?? [])
      .slice(0, HEAD_ROWS);
  }

  /** As the file writes its own names; results of Ray are known by names that are joined by `/`. */
  private noteNames(rows: readonly object[]): void {
    const { names } = this;
    for (const row of rows.slice(0, HEAD_ROWS - this.count))
      if (row instanceof Map) for (const key of row.keys()) names.add(String(key));
    if (this.separator === '/') return;
    const isRay = names.has('training_iteration') && (names.has('trial_id') || names.has('time_total_s'));
    if (isRay || [...names].some((name) => name.includes('/'))) this.separator = '/';
  }

  private add(row: object): void {
    const cells = new Map<string, string>();
    eachLeaf(row, this.separator, (key, leaf) => {
      let column = this.columns.get(key);
      if (!column) {
        if (this.columns.size >= MOST_COLUMNS) return;
        column = { tally: new ColumnTally(key, readNumber), lists: 0 };
        this.columns.set(key, column);
      }
      if (Array.isArray(leaf)) column.lists += 1;
      cells.set(key, cellText(leaf));
    });
    for (const [key, text] of cells) this.columns.get(key)?.tally.add(this.count, text);
    if (this.preview.length < PREVIEW_ROWS) this.preview.push(cells);
    this.count += 1;
  }
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

/** A cell as the preview shows it and as tables of text have it; '' for none. */
export function cellText(leaf: JsonLeaf): string {
  if (leaf === null) return '';
  if (leaf instanceof WrittenNumber) return leaf.text;
  if (typeof leaf === 'boolean') return leaf ? 'True' : 'False';
  if (typeof leaf === 'string' || typeof leaf === 'number') return String(leaf);
  return `[${leaf.length} values]`;
}
