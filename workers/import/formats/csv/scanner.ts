const QUOTE = 34;
const CR = 13;
const LF = 10;
/** A row longer than this is an opened quote that nobody closed. In UTF-16 units. */
const LONGEST_ROW = 16 * 1024 * 1024;

/**
 * Finds rows and cells in text that arrives in pieces. Positions are kept in arrays that are written anew for each
 * row: no object per cell. Quotes follow RFC 4180; a quote that is never closed counts as an ordinary character.
 */
export class RowScanner {
  text = '';
  /** Cells of the row found last. May be more than `limit`; positions are kept for `limit` of them. */
  cellCount = 0;
  /** 1-based line at which the row found last begins. */
  line = 1;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private readonly escaped: Uint8Array;
  private readonly limit: number;
  private readonly delimiter: string;
  private readonly delimiterCode: number;
  private readonly newline: string;
  private at = 0;
  /** Units of text that were consumed and dropped. */
  private dropped = 0;
  private nextLine = 1;
  private nextQuote = -2;
  private nextDelimiter = -2;

  constructor(delimiter: string, newline: '\n' | '\r', limit: number) {
    this.delimiter = delimiter;
    this.delimiterCode = delimiter.charCodeAt(0);
    this.newline = newline;
    this.limit = limit;
    this.starts = new Int32Array(limit);
    this.ends = new Int32Array(limit);
    this.escaped = new Uint8Array(limit);
  }

  /** Adds text behind what is not consumed yet. */
  push(text: string): void {
    this.dropped += Math.min(this.at, this.text.length);
    this.text = this.at >= this.text.length ? text : this.text.slice(this.at) + text;
    this.at = 0;
    this.nextQuote = -2;
    this.nextDelimiter = -2;
  }

  /** Where the next row begins, in UTF-16 units from the first text. */
  get position(): number {
    return this.dropped + Math.min(this.at, this.text.length);
  }

  /** Text that was given and is no row yet. */
  get waiting(): string {
    return this.text.slice(this.at);
  }

  /** Moves to the next row that is not blank; false when there is none in the text so far. */
  next(final: boolean): boolean {
    while (this.at < this.text.length) {
      const begin = this.at;
      if (!this.scan(final)) {
        this.at = begin;
        return false;
      }
      if (this.cellCount > 1 || this.ends[0]! > this.starts[0]!) return true;
    }
    return false;
  }

  cell(index: number): string {
    const text = this.text.slice(this.starts[index]!, this.ends[index]!);
    return this.escaped[index] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** True when nothing but blank cells follows the first `count`. */
  isBlankAfter(count: number): boolean {
    if (this.cellCount > this.limit) return false;
    for (let index = count; index < this.cellCount; index++) {
      if (this.ends[index]! > this.starts[index]!) return false;
    }
    return true;
  }

  private scan(final: boolean): boolean {
    const { text } = this;
    let lineEnd = text.indexOf(this.newline, this.at);
    if (lineEnd < 0) {
      if (!final) {
        if (text.length - this.at <= LONGEST_ROW) return false;
      }
      lineEnd = text.length;
    }
    this.line = this.nextLine;
    if (this.nextQuote !== -1 && this.nextQuote < this.at) this.nextQuote = text.indexOf('"', this.at);
    if (this.nextQuote < 0 || this.nextQuote >= lineEnd) {
      this.scanPlain(lineEnd);
      return true;
    }
    return this.scanQuoted(lineEnd, final);
  }

  private scanPlain(lineEnd: number): void {
    const { text, delimiter, starts, ends, limit } = this;
    let from = this.at;
    let count = 0;
    // In a variable, not by `delimiterFrom`: this loop runs once for every cell.
    let next = this.nextDelimiter;
    for (;;) {
      if (next !== -1 && next < from) next = text.indexOf(delimiter, from);
      if (next < 0 || next >= lineEnd) break;
      if (count < limit) {
        starts[count] = from;
        ends[count] = next;
        this.escaped[count] = 0;
      }
      count += 1;
      from = next + 1;
    }
    this.nextDelimiter = next;
    this.finishRow(count, from, lineEnd);
  }

  /** The last cell of a row that ends at `lineEnd`, and the step behind the line break. */
  private finishRow(count: number, from: number, lineEnd: number): void {
    const end = lineEnd > from && this.text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
    if (count < this.limit) {
      this.starts[count] = from;
      this.ends[count] = end;
      this.escaped[count] = 0;
    }
    this.cellCount = count + 1;
    this.at = lineEnd + 1;
    this.nextLine += 1;
  }

  private scanQuoted(firstLineEnd: number, final: boolean): boolean {
    const { text } = this;
    const begin = this.at;
    let lineEnd = firstLineEnd;
    let from = begin;
    let count = 0;
    let breaks = 0;
    for (;;) {
      if (text.charCodeAt(from) === QUOTE && from < lineEnd) {
        const close = this.closingQuote(from + 1);
        if (close < 0) {
          if (!final && text.length - begin <= LONGEST_ROW) return false;
          return this.scanUnclosed(firstLineEnd);
        }
        const after = close + 1;
        if (after >= text.length && !final) return false;
        if (close > lineEnd) {
          breaks += countOf(text, this.newline, lineEnd, close);
          lineEnd = text.indexOf(this.newline, close);
          if (lineEnd < 0) {
            if (!final && text.length - begin <= LONGEST_ROW) return false;
            lineEnd = text.length;
          }
        }
        const code = after >= lineEnd ? LF : text.charCodeAt(after);
        if (code === this.delimiterCode || code === LF || (code === CR && after + 1 >= lineEnd)) {
          this.keep(count, from + 1, close, this.quoteSeen);
          count += 1;
          if (code === this.delimiterCode) {
            from = after + 1;
            continue;
          }
          this.cellCount = count;
          this.at = lineEnd + 1;
          this.nextLine += 1 + breaks;
          return true;
        }
      }
      // A plain cell, or one with text behind its closing quote, which is kept as it stands.
      const next = this.delimiterFrom(from);
      if (next < 0 || next >= lineEnd) {
        this.finishRow(count, from, lineEnd);
        this.nextLine += breaks;
        return true;
      }
      this.keep(count, from, next, 0);
      count += 1;
      from = next + 1;
    }
  }

  /** The next delimiter at or after `from`, searched once however many rows lie before it. */
  private delimiterFrom(from: number): number {
    if (this.nextDelimiter !== -1 && this.nextDelimiter < from) {
      this.nextDelimiter = this.text.indexOf(this.delimiter, from);
    }
    return this.nextDelimiter;
  }

  private quoteSeen: 0 | 1 = 0;

  private closingQuote(from: number): number {
    this.quoteSeen = 0;
    for (let at = this.text.indexOf('"', from); at >= 0; at = this.text.indexOf('"', at + 2)) {
      if (this.text.charCodeAt(at + 1) !== QUOTE) return at;
      this.quoteSeen = 1;
    }
    return -1;
  }

  private scanUnclosed(lineEnd: number): boolean {
    this.nextDelimiter = -2;
    this.scanPlain(lineEnd);
    return true;
  }

  private keep(count: number, start: number, end: number, escaped: 0 | 1): void {
    if (count >= this.limit) return;
    this.starts[count] = start;
    this.ends[count] = end;
    this.escaped[count] = escaped;
  }
}

function countOf(text: string, mark: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(mark, from); at >= 0 && at < to; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}
