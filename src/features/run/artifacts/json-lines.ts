export type JsonPiece = readonly [kind: 'key' | 'string' | 'number' | 'word' | 'mark', text: string];

/** One line of pretty-printed JSON. */
export interface JsonLine {
  readonly indent: number;
  readonly pieces: readonly JsonPiece[];
}

export type JsonLinesResult =
  | { readonly kind: 'lines'; readonly lines: readonly JsonLine[] }
  /** Not JSON: `at` is the index of the character that cannot stand there. */
  | { readonly kind: 'mistake'; readonly at: number };

const WORDS = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity'] as const;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Deeper nesting is a mistake here: no producer writes it, and the indent would leave the screen. */
const MAX_DEPTH = 200;

/**
 * JSON text as lines to show, every number with the digits it was written with (a 20-digit id stays itself). The
 * bare `NaN`, `Infinity` and `-Infinity` of Python's json module are values. Several values after one another
 * (JSON lines) are allowed. Works on tokens and builds no objects, so no key of the file can do harm.
 */
export function parseJsonLines(text: string): JsonLinesResult {
  const reader = new JsonReader(text);
  try {
    reader.skipSpace();
    if (reader.at >= text.length) return { kind: 'mistake', at: 0 };
    while (reader.at < text.length) {
      reader.value([]);
      reader.skipSpace();
    }
    return { kind: 'lines', lines: reader.lines };
  } catch (error) {
    if (error instanceof Mistake) return { kind: 'mistake', at: error.at };
    throw error;
  }
}

class Mistake extends Error {
  readonly at: number;
  constructor(at: number) {
    super('not JSON');
    this.at = at;
  }
}

class JsonReader {
  readonly lines: JsonLine[] = [];
  at = 0;
  private depth = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  skipSpace(): void {
    while (this.at < this.text.length) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09 && unit !== 0xfeff) return;
      this.at += 1;
    }
  }

  /** Reads one value; `before` (a key) opens its first line. */
  value(before: readonly JsonPiece[]): void {
    const first = this.text[this.at];
    if (first === '{' || first === '[') this.group(before, first);
    else this.line([...before, this.scalar()]);
  }

  private group(before: readonly JsonPiece[], open: '{' | '['): void {
    const close = open === '{' ? '}' : ']';
    this.at += 1;
    this.skipSpace();
    if (this.text[this.at] === close) {
      this.at += 1;
      this.line([...before, ['mark', open + close]]);
      return;
    }
    this.line([...before, ['mark', open]]);
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new Mistake(this.at);
    for (;;) {
      this.skipSpace();
      const key = open === '{' ? this.key() : [];
      this.value(key);
      this.skipSpace();
      const next = this.text[this.at];
      if (next !== ',' && next !== close) throw new Mistake(this.at);
      this.at += 1;
      if (next === close) break;
      this.addToLast(',');
    }
    this.depth -= 1;
    this.line([['mark', close]]);
  }

  private key(): readonly JsonPiece[] {
    if (this.text[this.at] !== '"') throw new Mistake(this.at);
    const key = this.string();
    this.skipSpace();
    if (this.text[this.at] !== ':') throw new Mistake(this.at);
    this.at += 1;
    this.skipSpace();
    return [
      ['key', key],
      ['mark', ': '],
    ];
  }

  private scalar(): JsonPiece {
    if (this.text[this.at] === '"') return ['string', this.string()];
    for (const word of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return ['word', word];
      }
    }
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found) throw new Mistake(this.at);
    this.at += found[0].length;
    return ['number', found[0]];
  }

  private string(): string {
    const start = this.at;
    let end = start + 1;
    while (end < this.text.length) {
      const unit = this.text.charCodeAt(end);
      if (unit === 0x22) {
        this.at = end + 1;
        return this.text.slice(start, this.at);
      }
      if (unit === 0x0a) break;
      end += unit === 0x5c ? 2 : 1;
    }
    throw new Mistake(start);
  }

  private line(pieces: readonly JsonPiece[]): void {
    this.lines.push({ indent: this.depth, pieces });
  }

  private addToLast(mark: string): void {
    const last = this.lines.pop()!;
    this.lines.push({ indent: last.indent, pieces: [...last.pieces, ['mark', mark]] });
  }
}
