import type { DirectionOf } from '../metric-direction.ts';
import type {
  FilterRole,
  MistakeCode,
  Proposal,
  RoleSpan,
  Span,
  StrictCode,
  StrictNote,
} from './expression.ts';
import { MistakeError } from './mistake.ts';
import { type Token, toTokens } from './tokens.ts';

/** The tokens of a filter one after another, and what has been noted of them on the way. */
export class TokenReader {
  readonly roles: RoleSpan[] = [];
  readonly strict: StrictNote[] = [];
  private readonly tokens: readonly Token[];
  private readonly length: number;
  private index = 0;

  constructor(
    text: string,
    /** Which end of a metric `best()` means. */
    readonly directionOf: DirectionOf,
  ) {
    this.length = text.length;
    const tokens = toTokens(text);
    for (const token of tokens) {
      if (token.kind !== 'comment') continue;
      this.mark(token, 'comment');
      this.note('comment', token);
    }
    this.tokens = tokens.filter((token) => token.kind !== 'comment');
  }

  /** The next token, or one further on; undefined past the end. */
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.index + ahead];
  }

  /** A quote that is never closed ends everything. */
  take(role?: FilterRole): Token {
    const token = this.tokens[this.index];
    if (!token) throw this.mistake('value-missing', this.here());
    this.index += 1;
    if (token.kind === 'unclosed') {
      const proposal = { start: token.end, end: token.end, text: token.quote };
      throw new MistakeError('unclosed-quote', token, token.quote, { proposal, unfinished: true });
    }
    if (role) this.mark(token, role);
    return token;
  }

  get isAtEnd(): boolean {
    return this.index >= this.tokens.length;
  }

  /** Whether the token that is so far ahead touches the one before it. */
  isAdjacent(ahead: number): boolean {
    const token = this.peek(ahead);
    return token !== undefined && token.start === this.peek(ahead - 1)?.end;
  }

  isWord(words: readonly string[], ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'word' && words.includes(token.text.toLowerCase());
  }

  /** The next token's place; at the end the place after the text. */
  here(): Span {
    const token = this.peek();
    return token ?? { start: this.length, end: this.length };
  }

  mark({ start, end }: Span, role: FilterRole): void {
    this.roles.push({ start, end, role });
  }

  note(code: StrictCode, { start, end }: Span, about = ''): void {
    this.strict.push({ code, start, end, about });
  }

  /** A mistake at a place; one at the end of the text is not finished typing. */
  mistake(code: MistakeCode, span: Span, about = '', proposal?: Proposal): MistakeError {
    const unfinished = span.end >= this.length && this.isAtEnd;
    return new MistakeError(code, span, about, { unfinished, ...(proposal ? { proposal } : {}) });
  }
}
