import { parsePattern } from '../../base/pattern/pattern.ts';
import type { Operator, TypedClause, TypedValue } from './clause.ts';
import type { FilterExpression, NumberTest, Order, TextTest } from './expression.ts';
import { type FieldValue, type FilterField, fieldValue } from './fields.ts';
import { MistakeError } from './mistake.ts';
import { parseDuration, parseMoment, parseNumber } from './moments.ts';

/** What a clause asks; throws MistakeError where its value does not suit its field. */
export function makeClause(clause: TypedClause): FilterExpression {
  const { field } = clause.field;
  const { operator } = clause.operator;
  if (operator.kind === 'null') return { kind: 'null', field, negated: operator.negated };
  const value = fieldValue(field);
  if (value === 'text') return { kind: 'text', field, test: toTextTest(clause, readsAsNumber(field)) };
  return { kind: 'number', field, test: toNumberTest(clause, value) };
}

/** What is compared and how, whatever the field is. */
export type Comparison = Pick<TypedClause, 'operator' | 'values'>;

/** A number, or for dates the stretch it names, in the unit of the field. */
interface Quantity {
  readonly from: number;
  readonly span: number;
}

function toQuantity(typed: TypedValue, value: FieldValue): Quantity {
  if (typed.kind === 'instant' && value === 'time') return { from: typed.instantMs, span: 0 };
  const text = typed.text.trim();
  const number = parseNumber(text);
  if (number !== null && typed.kind !== 'instant') return { from: number, span: 0 };
  if (value === 'time') {
    const moment = parseMoment(text);
    if (moment) return { from: moment.atMs, span: moment.spanMs };
    throw new MistakeError('time-expected', typed, typed.text);
  }
  const durationMs = value === 'duration' ? parseDuration(text) : null;
  if (durationMs !== null) return { from: durationMs, span: 0 };
  throw new MistakeError(value === 'duration' ? 'duration-expected' : 'number-expected', typed, typed.text);
}

/** Throws MistakeError as `makeClause`. */
export function toNumberTest(clause: Comparison, value: FieldValue): NumberTest {
  const operator: Operator = clause.operator.operator;
  const quantities = () => clause.values.map((one) => toQuantity(one, value));
  switch (operator.kind) {
    case 'nan':
      return { kind: 'nan', negated: operator.negated };
    case 'order':
      return toOrderTest(operator.order, quantities()[0]!);
    case 'between': {
      const [from, to] = quantities();
      return {
        kind: 'range',
        from: from!.from,
        to: to!.from + to!.span,
        withEnd: to!.span === 0,
        negated: operator.negated,
      };
    }
    case 'in': {
      const tests = quantities().map((one) => toOrderTest('=', one));
      return { kind: 'among', tests, negated: operator.negated };
    }
    default:
      throw new MistakeError('text-operator', clause.operator, clause.operator.text);
  }
}

/** A date is its first moment, but equal to it is whatever lies in it. */
function toOrderTest(order: Order, { from, span }: Quantity): NumberTest {
  if (span === 0 || (order !== '=' && order !== '!=')) return { kind: 'order', order, value: from };
  return { kind: 'range', from, to: from + span, withEnd: false, negated: order === '!=' };
}

/** `asNumber`: texts that read as numbers are compared as such. Throws MistakeError as `makeClause`. */
export function toTextTest(clause: Comparison, asNumber: boolean): TextTest {
  const { values } = clause;
  const operator: Operator = clause.operator.operator;
  switch (operator.kind) {
    case 'nan':
      return { kind: 'as-number', test: { kind: 'nan', negated: operator.negated } };
    case 'like': {
      const { ignoreCase, negated } = operator;
      return { kind: 'like', pattern: wantText(values[0]!), ignoreCase, negated };
    }
    case 'pattern':
      return { kind: 'pattern', source: wantPattern(values[0]!), negated: operator.negated };
    case 'in': {
      const tests = values.map((value) => toSameTest(asNumber, value, '='));
      return { kind: 'among', tests, negated: operator.negated };
    }
    case 'between':
      return toBetweenTest(asNumber, values[0]!, values[1]!, operator.negated);
    case 'order': {
      const isSame = operator.order === '=' || operator.order === '!=';
      return isSame
        ? toSameTest(asNumber, values[0]!, operator.order as '=' | '!=')
        : toTextOrderTest(asNumber, values[0]!, operator.order);
    }
    case 'null':
      throw new MistakeError('unexpected', clause.operator, clause.operator.text);
  }
}

/** Parameters and tags are logged as text; names and ids are text even when they are digits. */
function readsAsNumber(field: FilterField): boolean {
  return field.kind === 'param' || field.kind === 'tag';
}

function toSameTest(asNumber: boolean, value: TypedValue, order: '=' | '!='): TextTest {
  const number = value.kind === 'word' && asNumber ? parseNumber(value.text) : null;
  if (number === null) return { kind: 'equal', value: wantText(value), negated: order === '!=' };
  return { kind: 'as-number', test: { kind: 'order', order, value: number } };
}

function toTextOrderTest(asNumber: boolean, value: TypedValue, order: Order): TextTest {
  const number = asNumber ? parseNumber(value.text) : null;
  if (number === null) return { kind: 'order', order, value: wantText(value) };
  return { kind: 'as-number', test: { kind: 'order', order, value: number } };
}

function toBetweenTest(asNumber: boolean, low: TypedValue, high: TypedValue, negated: boolean): TextTest {
  const from = asNumber ? parseNumber(low.text) : null;
  const to = asNumber ? parseNumber(high.text) : null;
  if (from !== null && to !== null)
    return { kind: 'as-number', test: { kind: 'range', from, to, withEnd: true, negated } };
  return { kind: 'between', from: wantText(low), to: wantText(high), negated };
}

function wantText(value: TypedValue): string {
  if (value.kind === 'instant') throw new MistakeError('not-in-text', value, value.text);
  return value.text;
}

function wantPattern(value: TypedValue): string {
  const source = wantText(value);
  const pattern = parsePattern(source);
  if (pattern.kind === 'pattern') return source;
  const start = value.kind === 'text' ? value.start + 1 : value.start;
  const at = Math.min(start + pattern.at, value.end - 1);
  const span = pattern.code === 'too-large' ? value : { start: at, end: at + 1 };
  throw new MistakeError('pattern', span, source, { pattern: pattern.code });
}
