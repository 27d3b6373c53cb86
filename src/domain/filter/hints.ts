import { editDistance } from '../../base/edit-distance.ts';
import type { TypedClause, TypedValue } from './clause.ts';
import type { FilterHint, RoleSpan } from './expression.ts';
import { type AttributeName, type FilterField, fieldText, fieldValue, quoteValue } from './fields.ts';
import { parseNumber } from './moments.ts';
import type { ParsedFilter } from './parse.ts';
import { type KnownKeys, keysLike, meantField } from './propose.ts';

/** Tags that producers write about themselves are not listed anywhere, and are there all the same. */
const SYSTEM_TAG = /^_?mlflow[._]/;

const LOGIC = ['AND', 'OR', 'NOT'] as const;
/** Ends of clauses, beside which a word is more likely a slip than a search. */
const CLAUSE_ENDS: ReadonlySet<RoleSpan['role']> = new Set(['number', 'text', 'operator']);
const CLAUSE_STARTS: ReadonlySet<RoleSpan['role']> = new Set(['field', 'function', 'logic']);

/** Attributes with few values, which are known whatever the runs. */
const VALUES: Readonly<Partial<Record<AttributeName, readonly string[]>>> = {
  status: ['FINISHED', 'FAILED', 'KILLED', 'RUNNING', 'SCHEDULED'],
  lifecycle_stage: ['active', 'deleted'],
  starred: ['true', 'false'],
  archived: ['true', 'false'],
};

/** Whoever writes so many milliseconds has counted them. */
const COUNTED_MS = 10_000;

/** What a filter without a mistake may have meant otherwise; `text` is what was parsed. */
export function hintsFor(parsed: ParsedFilter, known: KnownKeys, text: string): readonly FilterHint[] {
  return [
    ...unknownKeys(parsed, known),
    ...nearLogic(parsed, text),
    ...parsed.clauses.flatMap(knownValueHints),
    ...parsed.clauses.flatMap(unitHints),
  ];
}

/** A value of an equality with what may be asked of the runs to see whether they have it otherwise. */
export interface EqualValue {
  readonly field: FilterField;
  readonly value: TypedValue;
}

/** Texts that the filter wants to be equal, of fields whose values only the runs know. */
export function equalValues({ clauses }: ParsedFilter): readonly EqualValue[] {
  return clauses.flatMap((clause) => {
    const { field } = clause.field;
    if (fieldValue(field) !== 'text' || (field.kind === 'attribute' && VALUES[field.name])) return [];
    return equalsOf(clause).map((value) => ({ field, value }));
  });
}

/** The hint where runs have the value in another case only; null where they have it or know nothing like it. */
export function caseHint({ value }: EqualValue, values: readonly string[]): FilterHint | null {
  const wanted = value.text.toLowerCase();
  const alike = values.filter((one) => one.toLowerCase() === wanted);
  return alike.length === 0 || alike.includes(value.text) ? null : valueHint(value, alike, alike[0]);
}

function unknownKeys(parsed: ParsedFilter, known: KnownKeys): readonly FilterHint[] {
  return parsed.fields.flatMap(({ field, start, end }): FilterHint[] => {
    const keys = keysLike(field, known);
    if (!keys || !('key' in field) || keys.includes(field.key)) return [];
    if (field.kind === 'tag' && SYSTEM_TAG.test(field.key)) return [];
    const hint = { code: 'unknown-key' as const, start, end, about: fieldText(field) };
    const meant = meantField(field, keys, known);
    return [meant === null ? hint : { ...hint, proposal: { start, end, text: meant } }];
  });
}

/** `metrics.rmse < 1 ANDD status = 'x'`: the word would be searched for. */
function nearLogic({ roles }: ParsedFilter, text: string): readonly FilterHint[] {
  return roles.flatMap(({ role, start, end }, at): FilterHint[] => {
    const next = roles[at + 1];
    if (role !== 'word' || !next || !CLAUSE_STARTS.has(next.role)) return [];
    const before = roles[at - 1];
    const about = text.slice(start, end);
    const isBetween =
      before !== undefined && (CLAUSE_ENDS.has(before.role) || text.slice(before.start, before.end) === ')');
    const words = isBetween ? LOGIC : (['NOT'] as const);
    const meant = words.find((word) => editDistance(about.toUpperCase(), word, 1) <= 1);
    return meant ? [{ code: 'near-logic', start, end, about, proposal: { start, end, text: meant } }] : [];
  });
}

function knownValueHints(clause: TypedClause): readonly FilterHint[] {
  const { field } = clause.field;
  const values = field.kind === 'attribute' ? VALUES[field.name] : undefined;
  if (!values) return [];
  return equalsOf(clause)
    .filter(({ text }) => !values.includes(text))
    .map((value) =>
      valueHint(
        value,
        values,
        values.find((one) => one.toLowerCase() === value.text.toLowerCase()),
      ),
    );
}

function equalsOf({ operator, values }: TypedClause): readonly TypedValue[] {
  const { kind } = operator.operator;
  const isEqual =
    (kind === 'order' && operator.operator.order === '=') || (kind === 'in' && !operator.operator.negated);
  return isEqual ? values.filter((value) => value.kind !== 'instant') : [];
}

function valueHint(
  { start, end, text: about }: TypedValue,
  values: readonly string[],
  meant: string | undefined,
): FilterHint {
  const text = meant === undefined ? null : quoteValue(meant);
  const hint = { code: 'unknown-value' as const, start, end, about, values };
  return text === null ? hint : { ...hint, proposal: { start, end, text } };
}

function unitHints({ field, values }: TypedClause): readonly FilterHint[] {
  if (fieldValue(field.field) !== 'duration') return [];
  return values.flatMap(({ kind, text: about, start, end }): FilterHint[] => {
    const number = kind === 'word' ? parseNumber(about) : null;
    if (number === null || !Number.isFinite(number) || number === 0) return [];
    const hint = { code: 'milliseconds' as const, start, end, about };
    const isPlain = number > 0 && number < COUNTED_MS && /^[\d.]+$/.test(about);
    return [isPlain ? { ...hint, proposal: { start, end, text: `${about}s` } } : hint];
  });
}
