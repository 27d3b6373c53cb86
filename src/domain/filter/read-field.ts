import type { TypedField } from './clause.ts';
import type { FilterRole, Span } from './expression.ts';
import {
  attributeOf,
  DATASET_FIELDS,
  type Entity,
  entityOf,
  type FilterField,
  FUNCTIONS,
  type MetricStat,
} from './fields.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';

/** `metrics.loss` and the like from here on, as far as one can tell without reading it. */
export function isEntityAhead(reader: TokenReader, ahead = 0): boolean {
  const token = reader.peek(ahead);
  if (!token) return false;
  const dot = token.text.indexOf('.');
  if (token.kind === 'word') return dot > 0 && entityOf(token.text.slice(0, dot)) !== undefined;
  return isQuotedEntity(reader, token, ahead);
}

/** MLflow takes quotes around the entity as well. */
function isQuotedEntity(reader: TokenReader, token: Token, ahead: number): boolean {
  if (token.kind !== 'name' && token.quote !== '"') return false;
  const next = reader.peek(ahead + 1);
  return (
    entityOf(token.text) !== undefined &&
    reader.isAdjacent(ahead + 1) &&
    next?.kind === 'word' &&
    next.text.startsWith('.')
  );
}

export function isFunctionAhead(reader: TokenReader, ahead = 0): boolean {
  return (
    reader.isWord(FUNCTIONS, ahead) && reader.peek(ahead + 1)?.kind === 'open' && reader.isAdjacent(ahead + 1)
  );
}

/** An attribute by its bare name, quoted or not, or as MLflow's two words without quotes. */
export function isAttributeAhead(reader: TokenReader, ahead = 0): boolean {
  const token = reader.peek(ahead);
  if (!token || (token.kind !== 'word' && token.kind !== 'name' && token.kind !== 'string')) return false;
  return attributeOf(token.text) !== undefined || isTwoWordName(reader, ahead);
}

export function isTwoWordName(reader: TokenReader, ahead = 0): boolean {
  return reader.isWord(['run'], ahead) && reader.isWord(['name'], ahead + 1);
}

/** Reads the field that one of the above saw. */
export function readField(reader: TokenReader): TypedField {
  if (isFunctionAhead(reader)) return readFunction(reader);
  if (isEntityAhead(reader)) return readEntityField(reader);
  const first = reader.take();
  const isTwoWords = attributeOf(first.text) === undefined;
  const end = isTwoWords ? reader.take().end : first.end;
  const span = { start: first.start, end };
  reader.mark(span, 'field');
  const key = isTwoWords ? 'run name' : first.text;
  if (isTwoWords) reader.note('key-quotes', span, key);
  const field = { kind: 'attribute' as const, name: attributeOf(key)!.name };
  return { ...span, field, entity: '', key, keySpan: span, quote: first.quote, isFunction: false };
}

function readFunction(reader: TokenReader): TypedField {
  const name = reader.take('function');
  reader.take('operator');
  const { start } = name;
  if (reader.isAtEnd) throw reader.mistake('field-missing', reader.here(), name.text);
  if (!isEntityAhead(reader)) throw reader.mistake('function-of', reader.here(), name.text);
  const inner = readEntityField(reader);
  if (inner.field.kind !== 'metric') throw reader.mistake('function-of', inner, name.text);
  if (reader.peek()?.kind !== 'close') {
    const at = inner.end;
    const proposal = { start: at, end: at, text: ')' };
    throw reader.mistake('unclosed-paren', { start: name.end, end: at }, '', proposal);
  }
  const { end } = reader.take('operator');
  const { key } = inner.field;
  const stat = statOf(reader, name, key);
  return { ...inner, start, end, isFunction: true, field: { kind: 'metric', key, stat } };
}

function statOf(reader: TokenReader, name: Token, key: string): MetricStat {
  const word = name.text.toLowerCase() as (typeof FUNCTIONS)[number];
  if (word === 'avg') return 'mean';
  if (word !== 'best') return word;
  const direction = reader.directionOf(key);
  const proposal = { start: name.start, end: name.end, text: 'min' };
  if (!direction) throw reader.mistake('no-direction', name, key, proposal);
  return direction === 'lower' ? 'min' : 'max';
}

function readEntityField(reader: TokenReader): TypedField {
  const head = reader.take();
  const isQuoted = head.kind !== 'word';
  const tail = isQuoted ? reader.take() : head;
  const dot = isQuoted ? tail.start : head.start + head.text.indexOf('.');
  const entity = isQuoted ? head.text : head.text.slice(0, dot - head.start);
  const kind = entityOf(entity)!;
  reader.mark({ start: head.start, end: dot + 1 }, 'field');
  const typed = readKey(reader, kind, tail, dot + 1);
  reader.mark(typed.keySpan, typed.role);
  const { field, key, keySpan, quote } = typed;
  return { start: head.start, end: keySpan.end, field, entity, key, keySpan, quote, isFunction: false };
}

interface TypedKey {
  readonly field: FilterField;
  readonly key: string;
  readonly keySpan: Span;
  readonly quote: string;
  readonly role: FilterRole;
}

function readKey(reader: TokenReader, kind: Entity, tail: Token, start: number): TypedKey {
  const next = reader.peek();
  const isQuoted = start === tail.end && next?.start === start && next.quote !== '';
  if (start === tail.end && !isQuoted)
    throw reader.mistake('key-missing', { start: tail.start, end: start }, kind);
  const token = isQuoted ? reader.take() : tail;
  const key = isQuoted ? token.text : tail.text.slice(start - tail.start);
  const keySpan = { start, end: token.end };
  const quote = isQuoted ? token.quote : '';
  const field = toField(reader, kind, key, keySpan);
  const role = kind === 'attribute' || kind === 'dataset' ? 'field' : 'key';
  return { field, key, keySpan, quote, role };
}

function toField(reader: TokenReader, kind: Entity, key: string, span: Span): FilterField {
  switch (kind) {
    case 'metric':
      return { kind, key, stat: 'last' };
    case 'param':
    case 'tag':
      return { kind, key };
    case 'attribute': {
      const info = attributeOf(key);
      if (!info) throw reader.mistake('unknown-attribute', span, key);
      return { kind, name: info.name };
    }
    case 'dataset': {
      const name = DATASET_FIELDS.find((one) => one === key.toLowerCase());
      if (!name) throw reader.mistake('unknown-dataset-field', span, key);
      return { kind, name };
    }
  }
}
