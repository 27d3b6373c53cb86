import { ColumnTally } from '../../tables/profile.ts';
import type { Dialect } from './dialect.ts';
import { type CsvSample, cellReader, inspectHead, SAMPLE_ROWS, withoutLines } from './inspect.ts';
import { RowScanner } from './scanner.ts';

/** Rows that say how a table is written; more of them do not change that. */
const TELLING_ROWS = 60;
const FIRST_ROWS = 8;
/** Cells beyond the header's that are still looked at. */
const EXTRA_CELLS = 8;

/**
 * What the head of a table says that grows: the same as `inspectHead` of it, but of rows that were looked at none is looked
 * at again, once it is known how the table is written. The same object as long as nothing more is learned.
 */
export class GrowingSample {
  private steady: SteadyRows | null = null;

  take(head: Uint8Array, path: string): CsvSample | null {
    if (this.steady?.readOn(head)) return this.steady.sample();
    const sample = inspectHead(head, false, path);
    this.steady = null;
    if (!sample || sample.sampledRows < TELLING_ROWS || !isSimple(sample.dialect)) return sample;
    const steady = new SteadyRows(sample);
    if (steady.readOn(head)) this.steady = steady;
    return sample;
  }
}

function isSimple({ encoding, newline }: Dialect): boolean {
  return encoding === 'utf-8' && newline === '\n';
}

/** Rows of a table whose dialect is known. */
class SteadyRows {
  private tallies: readonly ColumnTally[];
  /** null when no more rows are looked at. */
  private scanner: RowScanner | null;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly rows: string[][] = [];
  private offset = 0;
  /** Rows that were found, the header among them, and those of them that fit under it. */
  private found = 0;
  private count = 0;
  private last: CsvSample | null = null;

  constructor(private readonly begun: CsvSample) {
    const { dialect, names } = begun;
    const read = cellReader(dialect);
    this.tallies = names.map((name) => new ColumnTally(name, read));
    this.scanner = new RowScanner(dialect.delimiter, dialect.newline, names.length + EXTRA_CELLS);
  }

  /** False where the text turns out to be written in another way. */
  readOn(head: Uint8Array): boolean {
    const isFirst = this.offset === 0;
    const bytes = head.subarray(this.offset);
    this.offset = head.length;
    let text: string;
    try {
      text = this.decoder.decode(bytes, { stream: true });
    } catch {
      return false;
    }
    const { scanner } = this;
    if (!scanner) return true;
    const { newline, headerLine } = this.begun.dialect;
    scanner.push(isFirst ? withoutLines(text, newline, headerLine - 1) : text);
    const before = this.found;
    while (!this.isFull && scanner.next(false)) this.take(scanner);
    if (this.found > before) this.last = null;
    return true;
  }

  sample(): CsvSample {
    if (this.last) return this.last;
    const { begun, rows, count, isFull, tallies } = this;
    const profiles = tallies.map((tally) => tally.profile(count));
    this.last = { ...begun, head: new Uint8Array(0), rows, sampledRows: count, profiles, isFull };
    if (!isFull) return this.last;
    // Nothing more comes: what was tallied is given up, but for what was learned.
    this.last = { ...this.last, profiles: profiles.map((profile) => ({ ...profile })) };
    this.tallies = [];
    this.scanner = null;
    return this.last;
  }

  private get isFull(): boolean {
    return this.found > SAMPLE_ROWS + 1;
  }

  private take(scanner: RowScanner): void {
    const { tallies } = this;
    this.found += 1;
    // The header, and the row that shows that there are more.
    if (this.found === 1 || this.isFull) return;
    const width = tallies.length;
    if (scanner.cellCount !== width && !(scanner.cellCount > width && scanner.isBlankAfter(width))) return;
    const row = tallies.map((_, index) => scanner.cell(index));
    for (const [index, tally] of tallies.entries()) tally.add(this.count, row[index] ?? '');
    if (this.rows.length < FIRST_ROWS) this.rows.push(row);
    this.count += 1;
  }
}
