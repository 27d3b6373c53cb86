import type { Operator, TypedOperator } from './clause.ts';
import type { Order } from './expression.ts';
import type { TokenReader } from './token-reader.ts';

const ORDERS: Readonly<Record<string, Order>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
/** How people write what is written otherwise here. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = { '=>': '>=', '=<': '<=', '===': '=', '!==': '!=' };
const WORD_OPERATORS = ['like', 'ilike', 'rlike', 'in', 'between'];

/** Whether an operator begins so far ahead, by its first words alone. */
export function isOperatorAhead(reader: TokenReader, ahead: number): boolean {
  if (reader.peek(ahead)?.kind === 'compare') return true;
  return (
    reader.isWord([...WORD_OPERATORS, 'is'], ahead) ||
    (reader.isWord(['not'], ahead) && reader.isWord(WORD_OPERATORS, ahead + 1))
  );
}

/** Words such as `in` and `like` are operators after a bare word only where what follows suits them. */
export function isOperatorCertain(reader: TokenReader, ahead: number): boolean {
  if (reader.peek(ahead)?.kind === 'compare') return true;
  if (!isOperatorAhead(reader, ahead)) return false;
  const at = reader.isWord(['not'], ahead) ? ahead + 1 : ahead;
  const operand = reader.peek(at + 1);
  if (reader.isWord(['in'], at)) return operand?.kind === 'open';
  if (reader.isWord(['is'], at)) {
    return (
      reader.isWord(['null', 'nan'], at + 1) ||
      (reader.isWord(['not'], at + 1) && reader.isWord(['null', 'nan'], at + 2))
    );
  }
  if (reader.isWord(['between'], at)) return reader.isWord(['and'], at + 2) || operand?.quote === "'";
  return operand !== undefined && operand.quote !== '';
}

export function readOperator(reader: TokenReader): TypedOperator {
  const first = reader.take('operator');
  if (first.kind === 'compare') return readComparison(reader, first);
  const negated = first.text.toLowerCase() === 'not';
  const word = negated ? reader.take('operator') : first;
  const at = (operator: Operator, end = word.end): TypedOperator => ({
    operator,
    start: first.start,
    end,
    text: negated ? `NOT ${word.text.toUpperCase()}` : word.text.toUpperCase(),
  });
  switch (word.text.toLowerCase()) {
    case 'like':
      return at({ kind: 'like', ignoreCase: false, negated });
    case 'ilike':
      return at({ kind: 'like', ignoreCase: true, negated });
    case 'rlike':
      return at({ kind: 'pattern', negated });
    case 'in':
      return at({ kind: 'in', negated });
    case 'between':
      return at({ kind: 'between', negated });
    default: {
      const isNot = reader.isWord(['not']);
      if (isNot) reader.take('operator');
      if (!reader.isWord(['null', 'nan'])) throw reader.mistake('value-missing', reader.here(), 'IS');
      const what = reader.take('operator');
      return at({ kind: what.text.toLowerCase() === 'null' ? 'null' : 'nan', negated: isNot }, what.end);
    }
  }
}

function readComparison(
  reader: TokenReader,
  first: { start: number; end: number; text: string },
): TypedOperator {
  const next = reader.peek();
  if (next?.kind === 'compare' && next.start === first.end) {
    const text = OTHER_SPELLINGS[first.text + next.text];
    const span = { start: first.start, end: next.end };
    throw reader.mistake('unexpected', span, first.text + next.text, text ? { ...span, text } : undefined);
  }
  const order = ORDERS[first.text];
  const operator: Operator = order
    ? { kind: 'order', order }
    : { kind: 'pattern', negated: first.text === '!~' };
  return { operator, start: first.start, end: first.end, text: first.text };
}
