import type { MistakeCode, Span } from './expression.ts';
import { attributeOf, type FilterField } from './fields.ts';
import { parseFilter } from './parse.ts';
import { type Token, toTokens } from './tokens.ts';

export type Expected =
  /** The beginning of a clause. */
  | 'field'
  /** What a function is of. */
  | 'metric'
  | 'operator'
  | 'value'
  | 'list'
  | 'and'
  /** After a whole clause. */
  | 'joint';

/** What could stand where the caret is; what is chosen replaces the span. */
export interface CompletionPlace extends Span {
  readonly expects: Expected;
  /** What has been typed of it, without an opening quote. */
  readonly typed: string;
  /** The field whose operator or value it is. */
  readonly field: FilterField | null;
}

const EXPECTED: Partial<Record<MistakeCode, Expected>> = {
  'clause-missing': 'field',
  'field-missing': 'metric',
  'function-of': 'metric',
  'comparison-missing': 'operator',
  'value-missing': 'value',
  'list-missing': 'list',
  'and-missing': 'and',
};

/** What could be typed at a place of the text; null inside of what cannot be completed. */
export function completionAt(text: string, caret: number): CompletionPlace | null {
  const typing = typedPart(text, caret);
  const before = text.slice(0, typing.start);
  const place = expectedAfter(before);
  if (!place) return null;
  const { start, end, typed } = typing;
  const isStart = place.expects === 'joint' && typed !== '';
  return { start, end, typed, field: place.field, expects: isStart ? 'field' : place.expects };
}

function expectedAfter(before: string): Pick<CompletionPlace, 'expects' | 'field'> | null {
  const { mistake, fields } = parseFilter(before, 0);
  const field = fields.at(-1)?.field ?? null;
  if (!mistake) {
    const last = toTokens(before).at(-1);
    if (!last || isLogic(last)) return { expects: 'field', field: null };
    const attribute = attributeOf(last.text);
    // A bare name of an attribute searches as a word until an operator follows.
    if (last.kind === 'word' && attribute)
      return { expects: 'operator', field: { kind: 'attribute', name: attribute.name } };
    return { expects: 'joint', field: null };
  }
  if (mistake.code === 'unclosed-paren' && mistake.proposal) {
    // Inside parentheses, as if they were closed.
    const inner = isGroup(before, mistake.start) ? expectedInParens(before) : null;
    return inner ? { expects: inner, field } : null;
  }
  if (mistake.code === 'value-missing' && mistake.about === 'IS') return null;
  const expects = mistake.end >= before.trimEnd().length ? EXPECTED[mistake.code] : undefined;
  return expects ? { expects, field } : null;
}

/** Parentheses around conditions, not around a list or what a function is of. */
function isGroup(text: string, start: number): boolean {
  const tokens = toTokens(text.slice(0, start));
  const previous = tokens.at(-1);
  return !previous || (previous.end < start && !/^in$/i.test(previous.text)) || previous.kind !== 'word';
}

function expectedInParens(before: string): Expected | null {
  const last = toTokens(before).at(-1);
  if (!last) return null;
  if (last.kind === 'open' || isLogic(last)) return 'field';
  return last.kind === 'comma' ? 'value' : 'joint';
}

function isLogic(token: Token): boolean {
  return token.kind === 'open' || (token.kind === 'word' && /^(?:and|or|not)$/i.test(token.text));
}

/** The token that the caret is in or at the end of, from its beginning; a key in quotes begins with its entity. */
function typedPart(text: string, caret: number): Span & { readonly typed: string } {
  const tokens = toTokens(text);
  const index = tokens.findIndex((token) => token.start < caret && caret <= token.end);
  const token = tokens[index];
  const isTyped = token && (token.kind === 'word' || token.kind === 'unclosed' || token.quote !== '');
  // Behind a closing quote the caret is past the value.
  if (!isTyped || (token.quote !== '' && token.kind !== 'unclosed' && caret === token.end))
    return { start: caret, end: caret, typed: '' };
  const previous = tokens[index - 1];
  const isKey = token.quote !== '' && previous?.end === token.start && previous.text.endsWith('.');
  const start = isKey ? previous.start : token.start;
  const quote = token.quote === '' || isKey ? 0 : 1;
  const typed = text.slice(start + quote, caret);
  // An unclosed quote takes in all that follows; only what stands before the caret is meant.
  return { start, end: token.kind === 'unclosed' ? caret : token.end, typed };
}
