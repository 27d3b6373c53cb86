import type { TypedClause, TypedField, TypedValue } from './clause.ts';
import type { Span, StrictCode, StrictNote } from './expression.ts';
import { ATTRIBUTES, fieldValue, isPlainKey } from './fields.ts';

const MLFLOW_ATTRIBUTES = new Set(ATTRIBUTES.flatMap((info) => info.mlflow));
const TEXT_SIGNS = new Set(['=', '!=', 'LIKE', 'ILIKE']);
const NUMBER_SIGNS = new Set(['=', '!=', '<', '<=', '>', '>=']);
/** Numbers as MLflow's tokenizer knows them: no plus sign, no hexadecimals. */
const MLFLOW_NUMBER = /^-?(?:\d+\.?\d*|\.\d+|\d+(?:\.\d+)?e-?\d+)$/i;
const WHOLE_NUMBER = /^-?\d+$/;

/** Everything in a clause at which MLflow's search would stop, in the order of the text. */
export function strictNotes(clause: TypedClause): readonly StrictNote[] {
  const notes: StrictNote[] = [];
  const note = (code: StrictCode, { start, end }: Span, about = '') =>
    notes.push({ code, start, end, about });
  const { field, operator, values } = clause;
  noteField(field, note);
  if (clause.isFlipped) note('field-order', field, field.key);
  const kind = fieldValue(field.field) === 'text' ? 'text' : 'number';
  const signs = kind === 'text' ? TEXT_SIGNS : NUMBER_SIGNS;
  const isList = operator.operator.kind === 'in';
  if (operator.operator.kind === 'null') note('null', operator, operator.text);
  else if (isList) noteList(clause, note);
  else if (!signs.has(operator.text)) note('comparison', operator, operator.text);
  else for (const value of values) noteValue(field, value, kind, note);
  return notes.sort((a, b) => a.start - b.start);
}

type Note = (code: StrictCode, span: Span, about?: string) => void;

function noteField(typed: TypedField, note: Note): void {
  const { field, entity, key, keySpan, quote } = typed;
  if (typed.isFunction) note('function', typed);
  if (entity !== entity.toLowerCase()) note('entity-case', typed, entity.toLowerCase());
  if (quote === "'" || (quote === '' && !isPlainKey(key) && entity !== '')) note('key-quotes', keySpan, key);
  if (field.kind === 'attribute' && !MLFLOW_ATTRIBUTES.has(key)) note('attribute', keySpan, key);
  if (field.kind === 'dataset' && key !== field.name) note('attribute', keySpan, key);
}

function noteList({ field, operator, values }: TypedClause, note: Note): void {
  const isRuns = field.field.kind === 'attribute' && field.field.name === 'run_id';
  if (!isRuns && field.field.kind !== 'dataset') note('list-of-runs', operator, operator.text);
  for (const value of values) if (value.kind !== 'text') note('list-of-texts', value, value.text);
}

function noteValue({ field }: TypedField, value: TypedValue, kind: 'text' | 'number', note: Note): void {
  if (kind === 'text') {
    if (value.kind !== 'text') note('text-quoted', value, value.text);
    return;
  }
  if (value.kind !== 'word' || !MLFLOW_NUMBER.test(value.text)) note('number-unquoted', value, value.text);
  // The file store refuses a fraction of a millisecond; a database takes it.
  else if (field.kind === 'attribute' && !WHOLE_NUMBER.test(value.text))
    note('whole-number', value, value.text);
}
