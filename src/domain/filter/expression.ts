import type { PatternFault } from '../../base/pattern/pattern.ts';
import type { FilterField } from './fields.ts';

export type Order = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A test of one number. NaN is a value: it is unequal to everything and in no order with anything. */
export type NumberTest =
  | { readonly kind: 'order'; readonly order: Order; readonly value: number }
  /** From `from` on and before `to`, `to` itself only where it is said. */
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly withEnd: boolean;
      readonly negated: boolean;
    }
  | { readonly kind: 'among'; readonly tests: readonly NumberTest[]; readonly negated: boolean }
  | { readonly kind: 'nan'; readonly negated: boolean };

export type TextTest =
  | { readonly kind: 'equal'; readonly value: string; readonly negated: boolean }
  | { readonly kind: 'order'; readonly order: Order; readonly value: string }
  | { readonly kind: 'between'; readonly from: string; readonly to: string; readonly negated: boolean }
  | {
      readonly kind: 'like';
      readonly pattern: string;
      readonly ignoreCase: boolean;
      readonly negated: boolean;
    }
  | { readonly kind: 'pattern'; readonly source: string; readonly negated: boolean }
  | { readonly kind: 'among'; readonly tests: readonly TextTest[]; readonly negated: boolean }
  /** The text read as a number; one that is none is only ever unequal. */
  | { readonly kind: 'as-number'; readonly test: NumberTest };

/** A run without the field matches no clause on it but IS NULL, `!=` and NOT IN included; NOT (…) turns that round. */
export type FilterExpression =
  | { readonly kind: 'all'; readonly parts: readonly FilterExpression[] }
  | { readonly kind: 'any'; readonly parts: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly part: FilterExpression }
  /** Contained in what is known of the run, whatever the case; lower case already. */
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'null'; readonly field: FilterField; readonly negated: boolean }
  | { readonly kind: 'number'; readonly field: FilterField; readonly test: NumberTest }
  | { readonly kind: 'text'; readonly field: FilterField; readonly test: TextTest };

export const EVERYTHING: FilterExpression = { kind: 'all', parts: [] };

/** A stretch of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a stretch was understood; what has no role is plain. */
export type FilterRole =
  | 'field'
  | 'key'
  | 'operator'
  | 'logic'
  | 'function'
  | 'number'
  | 'text'
  | 'word'
  | 'comment';

export interface RoleSpan extends Span {
  readonly role: FilterRole;
}

export type MistakeCode =
  | 'too-long'
  | 'too-deep'
  | 'unclosed-quote'
  | 'unclosed-paren'
  | 'unopened-paren'
  | 'empty-parens'
  | 'clause-missing'
  | 'comma'
  | 'semicolon'
  | 'unexpected'
  | 'field-missing'
  | 'comparison-missing'
  | 'value-missing'
  | 'and-missing'
  | 'list-missing'
  | 'empty-list'
  | 'key-missing'
  | 'value-is-field'
  | 'unknown-entity'
  | 'unknown-attribute'
  | 'unknown-dataset-field'
  | 'function-of'
  | 'no-direction'
  | 'number-expected'
  | 'time-expected'
  | 'duration-expected'
  | 'text-operator'
  | 'not-in-text'
  | 'pattern';

/** Another text for a stretch of the filter that would mend it. */
export interface Proposal extends Span {
  readonly text: string;
}

export interface FilterMistake extends Span {
  readonly code: MistakeCode;
  /** What stands there, or what it is about. */
  readonly about: string;
  readonly pattern?: PatternFault;
  readonly proposal?: Proposal;
  /** The text ends before the thought does: whoever types has not finished. */
  readonly unfinished: boolean;
}

/**
 * What is right as it stands and seldom meant: a field that no run here has, a word that looks like AND, OR or NOT, a
 * value in another case than the runs have it, a duration without its unit.
 */
export interface FilterHint extends Span {
  readonly code: 'unknown-key' | 'near-logic' | 'unknown-value' | 'milliseconds';
  readonly about: string;
  /** Values that there are. */
  readonly values?: readonly string[];
  readonly proposal?: Proposal;
}

export type StrictCode =
  | 'or'
  | 'not'
  | 'parens'
  | 'comment'
  | 'words'
  | 'function'
  | 'entity-case'
  | 'key-quotes'
  | 'attribute'
  | 'field-order'
  | 'comparison'
  | 'null'
  | 'number-unquoted'
  | 'text-quoted'
  | 'whole-number'
  | 'list-of-texts'
  | 'list-of-runs';

/** Where MLflow's `search_runs` (3.4) would refuse what Cairn understands. */
export interface StrictNote extends Span {
  readonly code: StrictCode;
  readonly about: string;
}
