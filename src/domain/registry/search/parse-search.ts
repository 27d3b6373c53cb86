import type { TypedOperator, TypedValue } from '../../filter/clause.ts';
import type { FilterMistake, NumberTest, Span, TextTest } from '../../filter/expression.ts';
import { toNumberTest, toTextTest } from '../../filter/make-clause.ts';
import { MistakeError } from '../../filter/mistake.ts';
import { isOperatorAhead, isOperatorCertain, readOperator } from '../../filter/read-operator.ts';
import { readList, readValue } from '../../filter/read-value.ts';
import { TokenReader } from '../../filter/token-reader.ts';
import { MAX_FILTER_LENGTH } from '../../filter/tokens.ts';
import { type RegistryField, registryAttribute, registryFieldValue } from './search-fields.ts';

/** All of them must hold: MLflow's search of the registry knows AND and nothing else. */
export type SearchTerm =
  /** Contained in a name, whatever the case; lower case already. */
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'null'; readonly field: RegistryField; readonly negated: boolean }
  | { readonly kind: 'text'; readonly field: RegistryField; readonly test: TextTest }
  | { readonly kind: 'number'; readonly field: RegistryField; readonly test: NumberTest };

export interface ParsedSearch {
  /** null where there is a mistake. */
  readonly terms: readonly SearchTerm[] | null;
  readonly mistake: FilterMistake | null;
}

/**
 * MLflow's language for registered models and versions (`name ILIKE 'taxi%' AND tags.team = 'x'`, `version_number > 3`,
 * `run_id IN ('a', 'b')`), with bare words for names, and the comparisons of the filter of runs. Takes any text.
 */
export function parseRegistrySearch(text: string, nowMs: number): ParsedSearch {
  try {
    if (text.length > MAX_FILTER_LENGTH) {
      const span = { start: MAX_FILTER_LENGTH, end: text.length };
      throw new MistakeError('too-long', span, String(MAX_FILTER_LENGTH));
    }
    return { terms: readTerms(new TokenReader(text, () => null), nowMs), mistake: null };
  } catch (error) {
    if (!(error instanceof MistakeError)) throw error;
    return { terms: null, mistake: error.mistake };
  }
}

function readTerms(reader: TokenReader, nowMs: number): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  let wantsTerm = false;
  while (!reader.isAtEnd) {
    if (reader.isWord(['and'])) {
      const and = reader.take();
      if (wantsTerm || terms.length === 0) throw reader.mistake('clause-missing', and);
      wantsTerm = true;
      continue;
    }
    terms.push(readTerm(reader, nowMs));
    wantsTerm = false;
  }
  if (wantsTerm) throw reader.mistake('clause-missing', reader.here());
  return terms;
}

function readTerm(reader: TokenReader, nowMs: number): SearchTerm {
  const token = reader.peek()!;
  if (token.kind === 'comma' || token.kind === 'semicolon' || token.kind === 'open' || token.kind === 'close')
    throw reader.mistake('unexpected', token, token.text);
  if (token.kind === 'compare') throw reader.mistake('field-missing', token, token.text);
  if (reader.isWord(['or', 'not'])) throw reader.mistake('unexpected', token, token.text);
  const keyTokens = tagTokens(reader);
  if (keyTokens > 0) return readClause(reader, readTag(reader, keyTokens), nowMs);
  const isKnown = token.kind === 'word' && registryAttribute(token.text) !== undefined;
  const isOpenEnded = isKnown && isOperatorAhead(reader, 1) && !reader.peek(2);
  if (!isOperatorCertain(reader, 1) && !isOpenEnded) {
    const { text } = reader.take();
    return { kind: 'words', text: text.toLowerCase() };
  }
  if (!isKnown) throw unknownField(reader);
  const { start, end, text } = reader.take();
  return readClause(
    reader,
    { start, end, key: text, field: { kind: 'attribute', name: registryAttribute(text)! } },
    nowMs,
  );
}

interface ReadField extends Span {
  readonly field: RegistryField;
  readonly key: string;
}

/** How many tokens `tags.x` or `` tags.`a b` `` takes here; 0 where no tag stands. */
function tagTokens(reader: TokenReader): number {
  const token = reader.peek();
  if (token?.kind !== 'word' || !/^tags?\./i.test(token.text)) return 0;
  const isBare = token.text.length > token.text.indexOf('.') + 1;
  return isBare ? 1 : 2;
}

function readTag(reader: TokenReader, tokens: number): ReadField {
  const head = reader.take();
  const bare = head.text.slice(head.text.indexOf('.') + 1);
  if (tokens === 1) return { start: head.start, end: head.end, key: bare, field: { kind: 'tag', key: bare } };
  const next = reader.peek();
  if (!next || next.start !== head.end || next.quote === '') throw reader.mistake('key-missing', head, 'tag');
  const { text: key, end } = reader.take();
  return { start: head.start, end, key, field: { kind: 'tag', key } };
}

function unknownField(reader: TokenReader): MistakeError {
  const token = reader.peek()!;
  if (token.quote !== '') return reader.mistake('field-missing', token, token.text);
  return reader.mistake('unknown-attribute', token, token.text);
}

function readClause(reader: TokenReader, { field, key, ...span }: ReadField, nowMs: number): SearchTerm {
  if (!isOperatorAhead(reader, 0)) throw reader.mistake('comparison-missing', span, key);
  const operator = readOperator(reader);
  if (operator.operator.kind === 'null') return { kind: 'null', field, negated: operator.operator.negated };
  const comparison = { operator, values: readValues(reader, operator, key, nowMs) };
  const value = registryFieldValue(field);
  if (value !== 'text') return { kind: 'number', field, test: toNumberTest(comparison, value) };
  return { kind: 'text', field, test: toTextTest(comparison, field.kind === 'tag') };
}

function readValues(
  reader: TokenReader,
  { operator }: TypedOperator,
  about: string,
  nowMs: number,
): readonly TypedValue[] {
  switch (operator.kind) {
    case 'null':
    case 'nan':
      return [];
    case 'in':
      return readList(reader, about, nowMs);
    case 'between': {
      const low = readValue(reader, about, nowMs);
      if (!reader.isWord(['and'])) throw reader.mistake('and-missing', reader.here(), about);
      reader.take();
      return [low, readValue(reader, about, nowMs)];
    }
    default:
      return [readValue(reader, about, nowMs)];
  }
}
