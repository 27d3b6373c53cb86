import {
  type BinaryOperator,
  type ChartExpression,
  EXPRESSION_SIGN,
  type ExpressionMistake,
  type FunctionName,
  type KnownKeys,
  LONGEST_EXPRESSION,
  MOST_LEVELS,
  MOST_METRICS,
  metricsIn,
} from './expression.ts';
import { readTokens, type Token } from './tokens.ts';

export type ParsedExpression =
  | { readonly kind: 'expression'; readonly expression: ChartExpression }
  | { readonly kind: 'mistake'; readonly mistake: ExpressionMistake };

/** How many values each function takes. */
const FUNCTIONS: ReadonlyMap<string, { readonly name: FunctionName; readonly several: boolean }> = new Map(
  (['log', 'log10', 'exp', 'sqrt', 'abs', 'min', 'max'] as const).map((name) => [
    name,
    { name, several: name === 'min' || name === 'max' },
  ]),
);

const SUM: ReadonlySet<string> = new Set(['+', '-']);
const PRODUCT: ReadonlySet<string> = new Set(['*', '/']);

/** A text with or without the sign it begins with. The language is described in LANGUAGE.md. */
export function parseExpression(text: string, known: KnownKeys): ParsedExpression {
  if (text.length > LONGEST_EXPRESSION) {
    const sentence = `An expression has at most ${LONGEST_EXPRESSION.toLocaleString('en')} characters.`;
    return { kind: 'mistake', mistake: { start: LONGEST_EXPRESSION, end: text.length, sentence } };
  }
  const tokens = readTokens(text, text.startsWith(EXPRESSION_SIGN) ? 1 : 0, known);
  if ('sentence' in tokens) return { kind: 'mistake', mistake: tokens };
  const reader = new Reader(tokens);
  const expression = reader.readAll();
  if (expression === null) return { kind: 'mistake', mistake: reader.mistake! };
  const count = metricsIn(expression).length;
  if (count >= 1 && count <= MOST_METRICS) return { kind: 'expression', expression };
  const sentence =
    count === 0 ? 'The expression names no metric.' : `An expression names at most ${MOST_METRICS} metrics.`;
  return { kind: 'mistake', mistake: { start: 0, end: text.length, sentence } };
}

/** Each `read…` gives null once there is a mistake. */
class Reader {
  mistake: ExpressionMistake | null = null;
  private at = 0;
  private level = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  readAll(): ChartExpression | null {
    const expression = this.readSum();
    if (expression === null) return null;
    const token = this.token;
    if (token.kind === 'end') return expression;
    if (token.kind === 'sign' && token.sign === ')') return this.fail(token, 'No parenthesis was opened.');
    return this.fail(token, 'An operator is missing here: + - * / or ^.');
  }

  private get token(): Token {
    return this.tokens[this.at]!;
  }

  private fail({ start, end }: Token, sentence: string): null {
    this.mistake ??= { start, end, sentence };
    return null;
  }

  /** Takes a sign of these, or nothing. */
  private take(signs: ReadonlySet<string>): string | null {
    const token = this.token;
    if (token.kind !== 'sign' || !signs.has(token.sign)) return null;
    this.at += 1;
    return token.sign;
  }

  private readSum(): ChartExpression | null {
    this.level += 1;
    if (this.level > MOST_LEVELS) return this.fail(this.token, 'The expression is nested too deeply.');
    const sum = this.readChain(SUM, () => this.readChain(PRODUCT, () => this.readSign()));
    this.level -= 1;
    return sum;
  }

  private readChain(
    operators: ReadonlySet<string>,
    readPart: () => ChartExpression | null,
  ): ChartExpression | null {
    let left = readPart();
    while (left !== null) {
      const operator = this.take(operators);
      if (operator === null) return left;
      const right = readPart();
      if (right === null) return null;
      left = { kind: 'binary', operator: operator as BinaryOperator, left, right };
    }
    return null;
  }

  private readSign(): ChartExpression | null {
    if (this.take(new Set(['-'])) === null) return this.readPower();
    this.level += 1;
    if (this.level > MOST_LEVELS) return this.fail(this.token, 'The expression is nested too deeply.');
    const of = this.readSign();
    this.level -= 1;
    return of && { kind: 'negate', of };
  }

  private readPower(): ChartExpression | null {
    const left = this.readAtom();
    if (left === null || this.take(new Set(['^'])) === null) return left;
    this.level += 1;
    if (this.level > MOST_LEVELS) return this.fail(this.token, 'The expression is nested too deeply.');
    const right = this.readSign();
    this.level -= 1;
    return right && { kind: 'binary', operator: '^', left, right };
  }

  private readAtom(): ChartExpression | null {
    const token = this.token;
    if (token.kind === 'end') return this.fail(token, 'A metric or a number is missing at the end.');
    this.at += 1;
    if (token.kind === 'number') return { kind: 'number', value: token.value };
    if (token.kind === 'key') {
      if (token.plain && this.take(new Set(['('])) !== null) return this.readCall(token);
      return { kind: 'metric', key: token.key };
    }
    if (token.sign !== '(') return this.fail(token, 'A metric or a number is missing here.');
    const inner = this.readSum();
    return inner && this.readClosed(token) ? inner : null;
  }

  private readCall(token: Token & { readonly kind: 'key' }): ChartExpression | null {
    const known = FUNCTIONS.get(token.key);
    if (known === undefined) {
      const names = [...FUNCTIONS.keys()].join(', ');
      return this.fail(token, `There is no function “${token.key}”. There are ${names}.`);
    }
    const of: ChartExpression[] = [];
    do {
      const part = this.readSum();
      if (part === null) return null;
      of.push(part);
    } while (this.take(new Set([','])) !== null);
    if (!this.readClosed(token)) return null;
    if (known.several ? of.length < 2 : of.length > 1) {
      const takes = known.several ? 'compares two values or more at each step' : 'takes one value';
      return this.fail(token, `${known.name} ${takes}.`);
    }
    return { kind: 'call', name: known.name, of };
  }

  private readClosed(opened: Token): boolean {
    if (this.take(new Set([')'])) !== null) return true;
    if (this.token.kind === 'end') this.fail(opened, 'The parenthesis is not closed.');
    else this.fail(this.token, 'A closing parenthesis or an operator is missing here.');
    return false;
  }
}
