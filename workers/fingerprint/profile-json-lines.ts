import { TextSlices } from '../import/formats/csv/text-slices.ts';
import type { SourceFile } from '../import/source.ts';
import { ColumnProfiler, distinctCap } from './column-profiler.ts';
import { MOST_CELLS, MOST_COLUMNS, type TableProfile } from './table-profile.ts';

const SLICE_BYTES = 4 * 1024 * 1024;
/** A longer line is no record. In UTF-16 units. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** Columns share the room for distinct values before it is known how many there will be. */
const EXPECTED_COLUMNS = 200;

/** Looks at the members of every record; of a large file at those of every n-th line. */
export async function profileJsonLines(
  file: SourceFile,
  profile: TableProfile,
  tell: (part: number) => void,
): Promise<void> {
  const tally = new LineTally();
  const slices = new TextSlices('utf-8', '\n');
  let rest = '';
  for (let at = 0; at < file.sizeBytes; ) {
    const end = Math.min(file.sizeBytes, at + SLICE_BYTES);
    const bytes = file.sliceSync?.(at, end) ?? (await file.slice(at, end));
    if (bytes.length === 0) break;
    const { text, usedBytes } = slices.decode(bytes, end >= file.sizeBytes);
    at += usedBytes;
    const lines = (rest + text).split('\n');
    rest = end >= file.sizeBytes ? '' : (lines.pop() ?? '');
    if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE);
    if (tally.nth === 0) tally.choose(lines, file.sizeBytes);
    for (const line of lines) tally.take(line);
    tell(at / file.sizeBytes);
  }
  tally.finishInto(profile);
}

class LineTally {
  nth = 0;
  private rows = 0;
  private seen = 0;
  private bad = 0;
  private leftOut = new Set<string>();
  private readonly columns = new Map<string, ColumnProfiler>();
  private readonly filled = new Map<string, number>();

  /** From the first slice: how many members a record has, and how many records there will be. */
  choose(lines: readonly string[], sizeBytes: number): void {
    const letters = lines.reduce((sum, line) => sum + line.length + 1, 0);
    const members = Math.max(1, Object.keys(toRecord(lines[0] ?? '') ?? {}).length);
    const rows = sizeBytes / Math.max(1, letters / Math.max(1, lines.length));
    this.nth = Math.max(1, Math.ceil((rows * members) / MOST_CELLS));
  }

  take(line: string): void {
    if (line.trim() === '') return;
    if (this.rows % this.nth === 0) this.look(line);
    this.rows += 1;
  }

  private look(line: string): void {
    const record = line.length <= LONGEST_LINE ? toRecord(line) : null;
    if (record === null) {
      this.bad += 1;
      return;
    }
    this.seen += 1;
    for (const [name, value] of Object.entries(record)) {
      const column = this.column(name);
      if (!column) continue;
      this.filled.set(name, (this.filled.get(name) ?? 0) + 1);
      addJson(column, value);
    }
  }

  private column(name: string): ColumnProfiler | null {
    const known = this.columns.get(name);
    if (known) return known;
    if (this.columns.size >= MOST_COLUMNS) {
      if (this.leftOut.size < MOST_COLUMNS) this.leftOut.add(name);
      return null;
    }
    const column = new ColumnProfiler(name, distinctCap(EXPECTED_COLUMNS));
    this.columns.set(name, column);
    return column;
  }

  finishInto(profile: TableProfile): void {
    for (const [name, column] of this.columns) column.addNull(this.seen - (this.filled.get(name) ?? 0));
    profile.adopt([...this.columns.values()]);
    profile.rowCount += this.rows;
    if (this.nth > 1) profile.coverage = { kind: 'every', nth: this.nth, rows: this.seen };
    if (this.bad > 0) profile.add({ code: 'not-json', count: this.bad });
    if (this.leftOut.size > 0) profile.add({ code: 'columns-left-out', count: this.leftOut.size });
  }
}

function addJson(column: ColumnProfiler, value: unknown): void {
  if (value === null) column.addNull();
  else if (typeof value === 'number') column.addNumber(value);
  else if (typeof value === 'string') column.addText(value);
  else if (typeof value === 'boolean') column.addBoolean(value);
  else column.addOther();
}

function toRecord(line: string): object | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return parsed instanceof Object && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
