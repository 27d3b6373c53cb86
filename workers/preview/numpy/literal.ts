/** The Python literal that a NumPy header is: dicts, tuples, lists, strings, numbers, True, False and None. */
export type Literal =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly word: 'True' | 'False' | 'None' }
  | { readonly kind: 'list'; readonly items: readonly Literal[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Literal> };

const MOST_DEPTH = 16;
const MOST_ITEMS = 10_000;
/** NumPy 1 allows 32, NumPy 2 64. */
const MOST_AXES = 64;
const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

/** null when the text is none, or more than a header can be. */
export function parseLiteral(text: string): Literal | null {
  const parser = new LiteralParser(text);
  const value = parser.value(0);
  return value !== null && parser.isAtEnd() ? value : null;
}

/** null for what is no tuple of sizes. */
export function toShape(literal: Literal | undefined): number[] | null {
  if (literal?.kind !== 'list' || literal.items.length > MOST_AXES) return null;
  const sizes: number[] = [];
  for (const item of literal.items) {
    if (item.kind !== 'number' || !Number.isSafeInteger(item.value) || item.value < 0) return null;
    sizes.push(item.value);
  }
  return sizes;
}

class LiteralParser {
  private readonly text: string;
  private at = 0;
  private items = 0;

  constructor(text: string) {
    this.text = text;
  }

  isAtEnd(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  value(depth: number): Literal | null {
    this.items += 1;
    if (depth > MOST_DEPTH || this.items > MOST_ITEMS) return null;
    this.skipSpace();
    const first = this.text[this.at];
    if (first === undefined) return null;
    if (first === '{') return this.dict(depth);
    if (first === '(') return this.list(')', depth);
    if (first === '[') return this.list(']', depth);
    if (first === "'" || first === '"') return this.quoted();
    // Python 2 marked text as unicode or bytes.
    if ((first === 'u' || first === 'b') && /['"]/.test(this.text[this.at + 1] ?? '')) {
      this.at += 1;
      return this.quoted();
    }
    return this.plain();
  }

  private dict(depth: number): Literal | null {
    const entries = new Map<string, Literal>();
    this.at += 1;
    for (;;) {
      if (this.takes('}')) return { kind: 'dict', entries };
      const key = this.value(depth + 1);
      if (key?.kind !== 'text' || !this.takes(':')) return null;
      const value = this.value(depth + 1);
      if (value === null) return null;
      entries.set(key.text, value);
      if (!this.takes(',') && !this.sees('}')) return null;
    }
  }

  private list(close: string, depth: number): Literal | null {
    const items: Literal[] = [];
    this.at += 1;
    for (;;) {
      if (this.takes(close)) return { kind: 'list', items };
      const value = this.value(depth + 1);
      if (value === null) return null;
      items.push(value);
      if (!this.takes(',') && !this.sees(close)) return null;
    }
  }

  private quoted(): Literal | null {
    const quote = this.text[this.at]!;
    let found = '';
    for (this.at += 1; this.at < this.text.length; this.at++) {
      const one = this.text[this.at]!;
      if (one === quote) {
        this.at += 1;
        return { kind: 'text', text: found };
      }
      if (one !== '\\') {
        found += one;
        continue;
      }
      this.at += 1;
      found += ESCAPES.get(this.text[this.at] ?? '') ?? `\\${this.text[this.at] ?? ''}`;
    }
    return null;
  }

  private plain(): Literal | null {
    const from = this.at;
    while (/[\w.+-]/.test(this.text[this.at] ?? '')) this.at += 1;
    const word = this.text.slice(from, this.at);
    if (word === 'True' || word === 'False' || word === 'None') return { kind: 'word', word };
    // Python 2 wrote long integers with an L.
    const digits = /^\d{1,16}L$/.test(word) ? word.slice(0, -1) : word;
    const value = digits === '' ? Number.NaN : Number(digits);
    return Number.isFinite(value) ? { kind: 'number', value } : null;
  }

  private sees(mark: string): boolean {
    this.skipSpace();
    return this.text[this.at] === mark;
  }

  private takes(mark: string): boolean {
    if (!this.sees(mark)) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at]!)) this.at += 1;
  }
}
