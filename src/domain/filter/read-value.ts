import type { TypedValue } from './clause.ts';
import type { Span } from './expression.ts';
import { parseDuration, parseNumber } from './moments.ts';
import { isEntityAhead, isFunctionAhead } from './read-field.ts';
import type { TokenReader } from './token-reader.ts';

const LOGIC = ['and', 'or', 'not'];

/** One value, for the field that stands there. */
export function readValue(reader: TokenReader, about: string, nowMs: number): TypedValue {
  const token = reader.peek();
  const isValue = token && (token.kind === 'word' || token.quote !== '') && !reader.isWord(LOGIC);
  if (!isValue) throw reader.mistake('value-missing', reader.here(), about);
  if (isEntityAhead(reader) || isFunctionAhead(reader) || token.kind === 'name')
    throw reader.mistake('value-is-field', token, token.text);
  if (reader.isWord(['now']) && reader.peek(1)?.kind === 'open') return readNow(reader, nowMs);
  const { start, end, text, kind } = reader.take();
  const isText = kind === 'string';
  reader.mark({ start, end }, isText || parseNumber(text) === null ? 'text' : 'number');
  return { start, end, text, kind: isText ? 'text' : 'word', instantMs: Number.NaN };
}

/** `now()`, `now() - 7d`, `now()+1h30m`. */
function readNow(reader: TokenReader, nowMs: number): TypedValue {
  const { start } = reader.take('function');
  reader.take('operator');
  if (reader.peek()?.kind !== 'close') throw reader.mistake('unclosed-paren', reader.here());
  let { end } = reader.take('operator');
  const offset = readOffset(reader);
  if (offset) end = offset.end;
  return { kind: 'instant', text: 'now()', start, end, instantMs: nowMs + (offset?.ms ?? 0) };
}

function readOffset(reader: TokenReader): (Span & { readonly ms: number }) | null {
  const first = reader.peek();
  const sign = first?.kind === 'word' ? first.text[0] : undefined;
  if (!first || (sign !== '-' && sign !== '+')) return null;
  const isApart = first.text.length === 1;
  const start = reader.take('operator').start;
  if (isApart && reader.peek()?.kind !== 'word') throw reader.mistake('duration-expected', reader.here());
  const token = isApart ? reader.take('number') : first;
  const text = isApart ? token.text : token.text.slice(1);
  const ms = parseDuration(text);
  if (ms === null) throw reader.mistake('duration-expected', token, text);
  return { start, end: token.end, ms: sign === '-' ? -ms : ms };
}

/** `(a, b, …)`: at least one. */
export function readList(reader: TokenReader, about: string, nowMs: number): readonly TypedValue[] {
  const open = reader.peek();
  if (open?.kind !== 'open') throw reader.mistake('list-missing', reader.here(), about);
  reader.take('operator');
  if (reader.peek()?.kind === 'close') {
    throw reader.mistake('empty-list', { start: open.start, end: reader.here().end }, about);
  }
  const values = [readValue(reader, about, nowMs)];
  while (reader.peek()?.kind === 'comma') {
    reader.take('operator');
    // MLflow reads lists as Python does: a comma may follow the last value.
    if (reader.peek()?.kind === 'close') break;
    values.push(readValue(reader, about, nowMs));
  }
  if (reader.peek()?.kind !== 'close') {
    const { end } = values[values.length - 1]!;
    throw reader.mistake('unclosed-paren', open, '', { start: end, end, text: ')' });
  }
  reader.take('operator');
  return values;
}
