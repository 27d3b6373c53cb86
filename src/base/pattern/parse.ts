import {
  ANY_BUT_LINE_END,
  type CharacterSet,
  namedSet,
  oneCharacter,
  PatternError,
  type PatternNode,
  plainRanges,
} from './syntax.ts';

const MAX_LENGTH = 1000;
const MAX_DEPTH = 40;
const MAX_REPEAT = 200;

const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

/** Throws PatternError. `(?i)` at the very beginning ignores case. */
export function parseSyntax(source: string): { readonly node: PatternNode; readonly ignoreCase: boolean } {
  if (source.length > MAX_LENGTH) throw new PatternError('too-large', MAX_LENGTH);
  const ignoreCase = source.startsWith('(?i)');
  const parser = new Parser(source, ignoreCase ? 4 : 0);
  return { node: parser.whole(), ignoreCase };
}

class Parser {
  private readonly source: string;
  private at: number;

  constructor(source: string, at: number) {
    this.source = source;
    this.at = at;
  }

  whole(): PatternNode {
    const node = this.choice(0);
    if (this.at < this.source.length) throw new PatternError('unopened-group', this.at);
    return node;
  }

  private choice(depth: number): PatternNode {
    if (depth > MAX_DEPTH) throw new PatternError('too-large', this.at);
    const parts = [this.sequence(depth)];
    while (this.take('|')) parts.push(this.sequence(depth));
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.source.length && !this.isNext('|') && !this.isNext(')')) {
      parts.push(this.repeated(depth));
    }
    return { kind: 'sequence', parts };
  }

  private repeated(depth: number): PatternNode {
    const start = this.at;
    const part = this.single(depth);
    const counts = this.counts();
    if (!counts) return part;
    if (part.kind === 'assert') throw new PatternError('nothing-to-repeat', start);
    // Lazy or greedy, the same texts match.
    this.take('?');
    if (this.counts()) throw new PatternError('nothing-to-repeat', this.at - 1);
    return { kind: 'repeat', part, ...counts };
  }

  private counts(): { readonly min: number; readonly max: number } | null {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    const braces = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(this.source.slice(this.at, this.at + 12));
    if (!braces) return null;
    const start = this.at;
    this.at += braces[0].length;
    const min = Number(braces[1]);
    const open = braces[3] === '' ? Number.POSITIVE_INFINITY : Number(braces[3]);
    const max = braces[2] === undefined ? min : open;
    if (max < min) throw new PatternError('bad-range', start);
    if (min > MAX_REPEAT || (Number.isFinite(max) && max > MAX_REPEAT))
      throw new PatternError('too-large', start);
    return { min, max };
  }

  private single(depth: number): PatternNode {
    const start = this.at;
    const character = this.next();
    switch (character) {
      case '(':
        return this.group(depth, start);
      case '[':
        return { kind: 'set', set: this.characterClass(start) };
      case '.':
        return { kind: 'set', set: ANY_BUT_LINE_END };
      case '^':
        return { kind: 'assert', what: 'start' };
      case '$':
        return { kind: 'assert', what: 'end' };
      case '\\':
        if (this.take('b')) return { kind: 'assert', what: 'edge' };
        if (this.take('B')) return { kind: 'assert', what: 'no-edge' };
        return { kind: 'set', set: this.escape(start) };
      case '*':
      case '+':
      case '?':
        throw new PatternError('nothing-to-repeat', start);
      default:
        return { kind: 'set', set: oneCharacter(character.codePointAt(0)!) };
    }
  }

  private group(depth: number, start: number): PatternNode {
    if (this.take('?') && !this.take(':')) throw new PatternError('not-linear', start);
    const node = this.choice(depth + 1);
    if (!this.take(')')) throw new PatternError('unclosed-group', start);
    return node;
  }

  private characterClass(start: number): CharacterSet {
    const negated = this.take('^');
    const ranges: (readonly [number, number])[] = [];
    for (let isFirst = true; isFirst || !this.isNext(']'); isFirst = false) {
      if (this.at >= this.source.length) throw new PatternError('unclosed-class', start);
      const place = this.at;
      const from = this.classMember();
      const isRange =
        this.isNext('-') && this.source[this.at + 1] !== ']' && this.at + 1 < this.source.length;
      if (from.kind === 'many' || !isRange) {
        ranges.push(...(from.kind === 'many' ? plainRanges(from.set) : [[from.code, from.code] as const]));
        continue;
      }
      this.at += 1;
      const to = this.classMember();
      if (to.kind === 'many' || to.code < from.code) throw new PatternError('bad-range', place);
      ranges.push([from.code, to.code]);
    }
    this.at += 1;
    return { ranges, negated };
  }

  private classMember():
    | { readonly kind: 'one'; readonly code: number }
    | { readonly kind: 'many'; readonly set: CharacterSet } {
    const start = this.at;
    const character = this.next();
    if (character !== '\\') return { kind: 'one', code: character.codePointAt(0)! };
    if (this.take('b')) return { kind: 'one', code: 8 };
    const set = this.escape(start);
    const [range] = set.ranges;
    const isOne = !set.negated && set.ranges.length === 1 && range![0] === range![1];
    return isOne ? { kind: 'one', code: range![0] } : { kind: 'many', set };
  }

  private escape(start: number): CharacterSet {
    if (this.at >= this.source.length) throw new PatternError('bad-escape', start);
    const character = this.next();
    const named = namedSet(character);
    if (named) return named;
    if (/[1-9k]/.test(character)) throw new PatternError('not-linear', start);
    const code = CONTROL[character];
    if (code !== undefined) return oneCharacter(code);
    const digits = { x: 2, u: 4 }[character];
    if (digits === undefined) {
      if (/[a-z]/i.test(character)) throw new PatternError('bad-escape', start);
      return oneCharacter(character.codePointAt(0)!);
    }
    const hex = this.source.slice(this.at, this.at + digits);
    if (hex.length < digits || /[^0-9a-f]/i.test(hex)) throw new PatternError('bad-escape', start);
    this.at += digits;
    return oneCharacter(Number.parseInt(hex, 16));
  }

  private next(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  private isNext(character: string): boolean {
    return this.source[this.at] === character;
  }

  private take(character: string): boolean {
    if (!this.isNext(character)) return false;
    this.at += 1;
    return true;
  }
}
