import type { MetricKey } from '../ids.ts';
import type { ExpressionMistake, KnownKeys } from './expression.ts';
import { endOfPlainKey } from './read-key.ts';

export type Sign = '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',';

export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly value: number }
  /** `plain` stands before a parenthesis for a function. */
  | { readonly kind: 'key'; readonly key: MetricKey; readonly plain: boolean }
  | { readonly kind: 'sign'; readonly sign: Sign }
  | { readonly kind: 'end' }
);

const SIGNS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '^', '(', ')', ',']);
const FUNCTION_WORD = /^[a-z][a-z0-9]*$/;

/** The last token is `end`. */
export function readTokens(
  text: string,
  from: number,
  known: KnownKeys,
): readonly Token[] | ExpressionMistake {
  const tokens: Token[] = [];
  let at = skipSpace(text, from);
  while (at < text.length) {
    const token = readToken(text, at, known);
    if (!('kind' in token)) return token;
    tokens.push(token);
    at = skipSpace(text, token.end);
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, start: number, known: KnownKeys): Token | ExpressionMistake {
  const char = text[start]!;
  if (char === '"' || char === '`') return readQuoted(text, start, char);
  if (isDigit(char) || (char === '.' && isDigit(text[start + 1]))) return readNumber(text, start);
  if (SIGNS.has(char)) return { kind: 'sign', sign: char as Sign, start, end: start + 1 };
  const word = endOfWord(text, start);
  if (word > start && text[skipSpace(text, word)] === '(') {
    return { kind: 'key', key: text.slice(start, word), plain: true, start, end: word };
  }
  const end = endOfPlainKey(text, start, known);
  if (end > start) return { kind: 'key', key: text.slice(start, end), plain: true, start, end };
  const shown = String.fromCodePoint(text.codePointAt(start)!);
  return {
    start,
    end: start + shown.length,
    sentence: `“${shown}” means nothing here. Keys with such signs are written in quotes.`,
  };
}

function readQuoted(text: string, start: number, quote: string): Token | ExpressionMistake {
  let key = '';
  let at = start + 1;
  for (;;) {
    const end = text.indexOf(quote, at);
    if (end < 0) return { start, end: text.length, sentence: `The quote ${quote} is not closed.` };
    key += text.slice(at, end);
    at = end + 1;
    if (text[at] !== quote) return { kind: 'key', key, plain: false, start, end: at };
    key += quote;
    at += 1;
  }
}

function readNumber(text: string, start: number): Token | ExpressionMistake {
  let end = skipDigits(text, start);
  if (text[end] === '.') end = skipDigits(text, end + 1);
  if (text[end] === 'e' || text[end] === 'E') {
    const sign = text[end + 1] === '-' || text[end + 1] === '+' ? 1 : 0;
    const digits = skipDigits(text, end + 1 + sign);
    if (digits > end + 1 + sign) end = digits;
  }
  const value = Number(text.slice(start, end));
  if (Number.isFinite(value)) return { kind: 'number', value, start, end };
  return { start, end, sentence: 'The number is too large.' };
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length && FUNCTION_WORD.test(`a${text[end]}`)) end += 1;
  return end > start && FUNCTION_WORD.test(text[start]!) ? end : start;
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text[at])) at += 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at]!.trim() === '') at += 1;
  return at;
}
