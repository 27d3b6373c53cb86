/**
 * JSON as training code writes it: `NaN`, `Infinity` and `-Infinity` are values, keys may be anything. Bounded in size,
 * depth and number of values; objects become maps, so that no key of a stranger is a property of ours.
 */
export type JsonOf<N> = null | boolean | N | string | readonly JsonOf<N>[] | ReadonlyMap<string, JsonOf<N>>;
export type JsonValue = JsonOf<number>;
/** With numbers as they were written: `1.0` is not `1` to Python. */
export type WrittenJson = JsonOf<WrittenNumber>;

export class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type JsonFault = 'malformed' | 'too-large' | 'too-deep' | 'too-many';

export type JsonResult<N> =
  | { readonly ok: true; readonly value: JsonOf<N> }
  /** `at`: offset into the text. */
  | { readonly ok: false; readonly reason: JsonFault; readonly at: number };

export interface JsonLimits {
  /** Characters. */
  readonly length?: number;
  readonly values?: number;
}

const MOST_LENGTH = 64 * 1024 * 1024;
const MOST_VALUES = 2_000_000;
const MOST_DEPTH = 64;
/** Longer runs of digits are not numbers that anybody logged. */
const MOST_NUMBER_LENGTH = 400;

export function parseLenientJson(text: string, limits: JsonLimits = {}): JsonResult<number> {
  return new Parser(text, limits, Number).run();
}

export function parseWrittenJson(text: string, limits: JsonLimits = {}): JsonResult<WrittenNumber> {
  return new Parser(text, limits, (number) => new WrittenNumber(number)).run();
}

class Fault {
  readonly reason: JsonFault;
  constructor(reason: JsonFault) {
    this.reason = reason;
  }
}

const WORDS = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity', '-NaN'] as const;

class Parser<N> {
  private readonly text: string;
  private readonly makeNumber: (text: string) => N;
  private readonly mostLength: number;
  private left: number;
  private at = 0;

  constructor(text: string, limits: JsonLimits, makeNumber: (text: string) => N) {
    this.text = text;
    this.makeNumber = makeNumber;
    this.mostLength = limits.length ?? MOST_LENGTH;
    this.left = limits.values ?? MOST_VALUES;
  }

  run(): JsonResult<N> {
    if (this.text.length > this.mostLength) return { ok: false, reason: 'too-large', at: 0 };
    try {
      const value = this.value(0);
      this.skipSpace();
      if (this.at < this.text.length) throw new Fault('malformed');
      return { ok: true, value };
    } catch (error) {
      if (error instanceof Fault) return { ok: false, reason: error.reason, at: this.at };
      throw error;
    }
  }

  private value(depth: number): JsonOf<N> {
    if (depth > MOST_DEPTH) throw new Fault('too-deep');
    this.left -= 1;
    if (this.left < 0) throw new Fault('too-many');
    this.skipSpace();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      default: {
        const word = this.word();
        return word === undefined ? this.number() : word;
      }
    }
  }

  private object(depth: number): ReadonlyMap<string, JsonOf<N>> {
    const found = new Map<string, JsonOf<N>>();
    this.at += 1;
    if (this.take('}')) return found;
    do {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw new Fault('malformed');
      const key = this.string();
      if (!this.take(':')) throw new Fault('malformed');
      found.set(key, this.value(depth + 1));
    } while (this.take(','));
    if (!this.take('}')) throw new Fault('malformed');
    return found;
  }

  private array(depth: number): readonly JsonOf<N>[] {
    const found: JsonOf<N>[] = [];
    this.at += 1;
    if (this.take(']')) return found;
    do found.push(this.value(depth + 1));
    while (this.take(','));
    if (!this.take(']')) throw new Fault('malformed');
    return found;
  }

  private string(): string {
    const { text } = this;
    const start = this.at + 1;
    let end = text.indexOf('"', start);
    if (end < 0) throw new Fault('malformed');
    const plain = text.slice(start, end);
    if (!plain.includes('\\')) {
      this.at = end + 1;
      return plain;
    }
    end = start;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) throw new Fault('malformed');
    this.at = end + 1;
    return unescapeJson(text.slice(start, end));
  }

  private word(): JsonOf<N> | undefined {
    const code = this.text.charCodeAt(this.at);
    if (code >= 48 && code <= 57) return undefined;
    const word = WORDS.find((one) => this.text.startsWith(one, this.at));
    if (word === undefined) return undefined;
    this.at += word.length;
    if (word === 'null') return null;
    if (word === 'true' || word === 'false') return word === 'true';
    return this.makeNumber(word === '-NaN' ? 'NaN' : word);
  }

  private number(): N {
    const start = this.at;
    const { text } = this;
    while (this.at < text.length && isNumberPart(text.charCodeAt(this.at))) this.at += 1;
    const written = text.slice(start, this.at);
    const isNumber = written.length > 0 && written.length <= MOST_NUMBER_LENGTH;
    if (!isNumber || Number.isNaN(Number(written))) throw new Fault('malformed');
    return this.makeNumber(written);
  }

  private take(mark: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== mark) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at += 1;
    }
  }
}

/** Digits, sign, point and exponent. */
function isNumberPart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || code === 69 || code === 101
  );
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
]);

/** Escapes that JSON does not know stand for the character itself. */
function unescapeJson(raw: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    parts.push(raw.slice(from, at));
    const mark = raw[at + 1] ?? '';
    const hex = mark === 'u' ? raw.slice(at + 2, at + 6) : '';
    if (/^[0-9a-fA-F]{4}$/.test(hex)) {
      parts.push(String.fromCharCode(Number.parseInt(hex, 16)));
      from = at + 6;
    } else {
      parts.push(ESCAPES.get(mark) ?? mark);
      from = at + 2;
    }
  }
  parts.push(raw.slice(from));
  return parts.join('');
}
