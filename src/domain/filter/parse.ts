import { type DirectionOf, metricDirection } from '../metric-direction.ts';
import type { TypedClause, TypedField, TypedOperator } from './clause.ts';
import {
  EVERYTHING,
  type FilterExpression,
  type FilterMistake,
  type Order,
  type RoleSpan,
  type Span,
  type StrictNote,
} from './expression.ts';
import { attributeOf, entityOf, type FilterField } from './fields.ts';
import { makeClause } from './make-clause.ts';
import { MistakeError } from './mistake.ts';
import { parseNumber } from './moments.ts';
import { isAttributeAhead, isEntityAhead, isFunctionAhead, isTwoWordName, readField } from './read-field.ts';
import { isOperatorAhead, isOperatorCertain, readOperator } from './read-operator.ts';
import { readList, readValue } from './read-value.ts';
import { strictNotes } from './strict.ts';
import { TokenReader } from './token-reader.ts';
import { MAX_FILTER_LENGTH, type Token } from './tokens.ts';

export interface FilterFieldUse extends Span {
  readonly field: FilterField;
}

export interface ParsedFilter {
  /** null where there is a mistake. */
  readonly expression: FilterExpression | null;
  readonly mistake: FilterMistake | null;
  /** In the order of the text, apart from each other; up to the mistake. */
  readonly roles: readonly RoleSpan[];
  readonly fields: readonly FilterFieldUse[];
  readonly clauses: readonly TypedClause[];
  /** Where MLflow would refuse; none where it takes the filter as it is. */
  readonly strict: readonly StrictNote[];
}

const MAX_DEPTH = 60;
const FLIPPED: Readonly<Record<Order, Order>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
/** What other languages write for the words of this one. */
const FOREIGN_LOGIC: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR', '&': 'AND', '|': 'OR' };

/**
 * MLflow's filter language and what Cairn adds to it. `nowMs` is what `now()` stands for, `directionOf` says
 * which end of a metric `best()` means. Takes any text; the first thing that cannot be understood is the mistake, and
 * then there is no expression.
 */
export function parseFilter(
  text: string,
  nowMs: number,
  directionOf: DirectionOf = metricDirection,
): ParsedFilter {
  if (text.length > MAX_FILTER_LENGTH) {
    const span = { start: MAX_FILTER_LENGTH, end: text.length };
    const { mistake } = new MistakeError('too-long', span, String(MAX_FILTER_LENGTH));
    return { expression: null, mistake, roles: [], fields: [], clauses: [], strict: [] };
  }
  const parser = new FilterParser(text, nowMs, directionOf);
  let expression: FilterExpression | null = null;
  let mistake: FilterMistake | null = null;
  try {
    expression = parser.whole();
  } catch (error) {
    if (!(error instanceof MistakeError)) throw error;
    mistake = error.mistake;
  }
  const { roles, strict } = parser.reader;
  const inOrder = <T extends Span>(spans: readonly T[]) => spans.toSorted((a, b) => a.start - b.start);
  const { fields, clauses } = parser;
  return { expression, mistake, roles: inOrder(roles), fields, clauses, strict: inOrder(strict) };
}

class FilterParser {
  readonly reader: TokenReader;
  readonly fields: FilterFieldUse[] = [];
  readonly clauses: TypedClause[] = [];
  private readonly nowMs: number;

  constructor(text: string, nowMs: number, directionOf: DirectionOf) {
    this.reader = new TokenReader(text, directionOf);
    this.nowMs = nowMs;
  }

  whole(): FilterExpression {
    if (this.reader.isAtEnd) return EVERYTHING;
    const expression = this.any(0);
    const rest = this.reader.peek();
    if (rest)
      throw this.reader.mistake('unopened-paren', rest, '', { start: rest.start, end: rest.end, text: '' });
    return expression;
  }

  private any(depth: number): FilterExpression {
    const { reader } = this;
    if (depth > MAX_DEPTH) throw reader.mistake('too-deep', reader.here());
    const parts = [this.all(depth)];
    while (reader.isWord(['or'])) {
      reader.note('or', reader.take('logic'));
      parts.push(this.all(depth));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'any', parts };
  }

  /** MLflow ignores an AND that is missing, doubled, or joins nothing. */
  private all(depth: number): FilterExpression {
    const { reader } = this;
    const parts: FilterExpression[] = [];
    let hasAnd = false;
    for (;;) {
      const token = reader.peek();
      if (!token || token.kind === 'close' || reader.isWord(['or'])) break;
      if (reader.isWord(['and'])) {
        reader.take('logic');
        hasAnd = true;
      } else parts.push(this.single(depth));
    }
    if (parts.length === 0 && !(hasAnd && depth === 0 && reader.isAtEnd))
      throw reader.mistake('clause-missing', reader.here());
    return parts.length === 1 ? parts[0]! : { kind: 'all', parts };
  }

  private single(depth: number): FilterExpression {
    const { reader } = this;
    const token = reader.peek()!;
    if (depth > MAX_DEPTH) throw reader.mistake('too-deep', token);
    if (reader.isWord(['not'])) {
      reader.note('not', reader.take('logic'));
      if (reader.isAtEnd || reader.peek()?.kind === 'close' || reader.isWord(['and', 'or']))
        throw reader.mistake('clause-missing', reader.here());
      return { kind: 'not', part: this.single(depth + 1) };
    }
    switch (token.kind) {
      case 'open':
        return this.parenthesised(depth);
      case 'comma':
      case 'semicolon':
        throw this.separatorMistake(token);
      case 'compare':
        throw reader.mistake('field-missing', token, token.text);
      default:
        return this.clauseOrWords();
    }
  }

  private parenthesised(depth: number): FilterExpression {
    const { reader } = this;
    const open = reader.take('logic');
    reader.note('parens', open);
    if (reader.peek()?.kind === 'close')
      throw reader.mistake('empty-parens', { start: open.start, end: reader.here().end });
    const inner = this.any(depth + 1);
    const close = reader.peek();
    if (!close) {
      const { start } = reader.here();
      throw reader.mistake('unclosed-paren', open, '', { start, end: start, text: ')' });
    }
    reader.take('logic');
    return inner;
  }

  private separatorMistake(token: Token): MistakeError {
    const { reader } = this;
    const isLast = reader.peek(1) === undefined;
    const text = isLast ? '' : ' AND';
    return reader.mistake(token.kind === 'comma' ? 'comma' : 'semicolon', token, token.text, {
      start: token.start,
      end: token.end,
      text,
    });
  }

  private clauseOrWords(): FilterExpression {
    const { reader } = this;
    const token = reader.peek()!;
    const foreign = token.kind === 'word' ? FOREIGN_LOGIC[token.text] : undefined;
    if (foreign)
      throw reader.mistake('unexpected', token, token.text, {
        start: token.start,
        end: token.end,
        text: foreign,
      });
    if (this.isFlipped()) return this.flippedClause();
    if (isFunctionAhead(reader) || isEntityAhead(reader)) return this.clause();
    const after = isTwoWordName(reader) && isOperatorCertain(reader, 2) ? 2 : 1;
    const isKnown = isAttributeAhead(reader) && token.quote !== "'";
    const isOpenEnded = isKnown && isOperatorAhead(reader, after) && !reader.peek(after + 1);
    if (!isOperatorCertain(reader, after) && !isOpenEnded) return this.words();
    if (isKnown) return this.clause();
    throw this.unknownField(token);
  }

  private unknownField(token: Token): MistakeError {
    const { reader } = this;
    if (token.quote === "'" || (token.kind === 'word' && parseNumber(token.text) !== null))
      return reader.mistake('field-missing', token, token.text);
    const dot = token.kind === 'word' ? token.text.indexOf('.') : -1;
    if (dot > 0 && entityOf(token.text.slice(0, dot)) === undefined)
      return reader.mistake('unknown-entity', token, token.text);
    return reader.mistake('unknown-attribute', token, token.text);
  }

  /** `0.5 > metrics.loss` */
  private isFlipped(): boolean {
    const { reader } = this;
    const token = reader.peek()!;
    if (reader.peek(1)?.kind !== 'compare') return false;
    const isValue = token.kind === 'string' || (token.kind === 'word' && parseNumber(token.text) !== null);
    if (!isValue || (token.quote === '"' && attributeOf(token.text))) return false;
    return isEntityAhead(reader, 2) || isFunctionAhead(reader, 2) || isAttributeAhead(reader, 2);
  }

  private flippedClause(): FilterExpression {
    const { reader } = this;
    const value = readValue(reader, '', this.nowMs);
    const typed = readOperator(reader);
    const field = readField(reader);
    this.noteUse(field);
    if (typed.operator.kind !== 'order') throw reader.mistake('text-operator', typed, typed.text);
    const order = FLIPPED[typed.operator.order];
    const operator = { ...typed, operator: { kind: 'order' as const, order } };
    return this.finish({ field, operator, values: [value], isFlipped: true });
  }

  private clause(): FilterExpression {
    const { reader } = this;
    const field = readField(reader);
    this.noteUse(field);
    if (!isOperatorAhead(reader, 0)) {
      throw reader.mistake('comparison-missing', field, field.key);
    }
    const operator = readOperator(reader);
    return this.finish({ field, operator, values: this.values(field, operator), isFlipped: false });
  }

  private values(field: TypedField, { operator }: TypedOperator): TypedClause['values'] {
    const { reader } = this;
    const about = field.key;
    switch (operator.kind) {
      case 'null':
      case 'nan':
        return [];
      case 'in':
        return readList(reader, about, this.nowMs);
      case 'between': {
        const low = readValue(reader, about, this.nowMs);
        if (!reader.isWord(['and'])) throw reader.mistake('and-missing', reader.here(), about);
        reader.take('operator');
        return [low, readValue(reader, about, this.nowMs)];
      }
      default:
        return [readValue(reader, about, this.nowMs)];
    }
  }

  private finish(clause: TypedClause): FilterExpression {
    const expression = makeClause(clause);
    this.clauses.push(clause);
    this.reader.strict.push(...strictNotes(clause));
    return expression;
  }

  private noteUse({ field, start, end }: TypedField): void {
    this.fields.push({ field, start, end });
  }

  private words(): FilterExpression {
    const token = this.reader.take('word');
    this.reader.note('words', token, token.text);
    const text = token.text.toLowerCase().trim();
    return text === '' ? EVERYTHING : { kind: 'contains', text };
  }
}
