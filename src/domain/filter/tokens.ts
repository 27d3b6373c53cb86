export type TokenKind =
  | 'word'
  /** In single or double quotes. */
  | 'string'
  /** In backticks. */
  | 'name'
  | 'compare'
  | 'open'
  | 'close'
  | 'comma'
  | 'semicolon'
  | 'comment'
  /** A quote that is never closed: the rest of the text. */
  | 'unclosed';

export interface Token {
  readonly kind: TokenKind;
  /** UTF-16 places in the text, the end not included. */
  readonly start: number;
  readonly end: number;
  /** As it stands there; of quoted texts what is between the quotes. */
  readonly text: string;
  /** `'`, `"` or a backtick; '' where nothing is quoted. */
  readonly quote: string;
}

/** Longer texts are not read: nobody types them, an address could bring them. */
export const MAX_FILTER_LENGTH = 4000;

const SIGNS: Readonly<Record<string, TokenKind>> = {
  '(': 'open',
  ')': 'close',
  ',': 'comma',
  ';': 'semicolon',
};
const COMPARISONS = ['<=', '>=', '<>', '!=', '==', '!~', '=', '<', '>', '~'];
const ENDS_WORD = /[\s"'`(),;<>=]/;
/** Words that a quoted text may follow without a space between. */
const BEFORE_TEXT = new Set(['and', 'or', 'not', 'like', 'ilike', 'rlike', 'between', 'in']);

/** The whole text as tokens; whatever it holds, nothing is refused here. */
export function toTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(text: string, start: number): Token {
  const first = text[start]!;
  const sign = SIGNS[first];
  if (sign) return plain(sign, text, start, start + 1);
  if (first === "'" || first === '"' || first === '`') return quoted(text, start, first);
  const comment = commentEnd(text, start);
  if (comment > 0) return plain('comment', text, start, comment);
  const comparison = comparisonAt(text, start);
  if (comparison) return plain('compare', text, start, start + comparison.length);
  return plain('word', text, start, wordEnd(text, start));
}

function plain(kind: TokenKind, text: string, start: number, end: number): Token {
  return { kind, start, end, text: text.slice(start, end), quote: '' };
}

function comparisonAt(text: string, at: number): string | undefined {
  const found = COMPARISONS.find((sign) => text.startsWith(sign, at));
  // A folder of somebody's home, not an operator.
  return found === '~' && text[at + 1] === '/' ? undefined : found;
}

/** SQL's two kinds of comments. A word may begin with dashes, so those want a space after them. */
function commentEnd(text: string, at: number): number {
  if (text.startsWith('--', at) && /\s|^$/.test(text.charAt(at + 2))) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (!text.startsWith('/*', at)) return -1;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

function wordEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length) {
    const character = text[end]!;
    const isApostrophe =
      character === "'" &&
      /[\p{L}\p{N}]/u.test(text[end - 1]!) &&
      /\p{L}/u.test(text.charAt(end + 1)) &&
      !BEFORE_TEXT.has(text.slice(start, end).toLowerCase());
    if (
      !isApostrophe &&
      (ENDS_WORD.test(character) || text.startsWith('!=', end) || text.startsWith('!~', end))
    )
      break;
    end += 1;
  }
  return end;
}

/**
 * MLflow's parser lets a doubled quote or one behind a backslash pass without ending the text, and takes both as they
 * stand. Where no other quote follows, the last of those was the end after all.
 */
function quoted(text: string, start: number, quote: string): Token {
  let passed = -1;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== quote) continue;
    if (quote !== '`' && text[at - 1] === '\\' && at - 1 > start) {
      passed = at;
      continue;
    }
    if (quote !== '`' && text[at + 1] === quote) {
      passed = at;
      at += 1;
      continue;
    }
    return close(text, start, at, quote);
  }
  if (passed > 0) return close(text, start, passed, quote);
  return { kind: 'unclosed', start, end: text.length, text: text.slice(start + 1), quote };
}

function close(text: string, start: number, end: number, quote: string): Token {
  const kind = quote === '`' ? 'name' : 'string';
  return { kind, start, end: end + 1, text: text.slice(start + 1, end), quote };
}
