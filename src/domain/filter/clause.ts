import type { Order, Span } from './expression.ts';
import type { FilterField } from './fields.ts';

/** A field as it was typed, and what it was understood to be. */
export interface TypedField extends Span {
  readonly field: FilterField;
  /** `metrics` … as typed, '' for an attribute by its bare name. */
  readonly entity: string;
  /** The key or the attribute's name as typed, without quotes. */
  readonly key: string;
  readonly keySpan: Span;
  /** Around the key: a quote, a backtick, or ''. */
  readonly quote: string;
  readonly isFunction: boolean;
}

export type Operator =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'like'; readonly ignoreCase: boolean; readonly negated: boolean }
  | { readonly kind: 'pattern'; readonly negated: boolean }
  | { readonly kind: 'in'; readonly negated: boolean }
  | { readonly kind: 'between'; readonly negated: boolean }
  | { readonly kind: 'null'; readonly negated: boolean }
  | { readonly kind: 'nan'; readonly negated: boolean };

export interface TypedOperator extends Span {
  readonly operator: Operator;
  /** As typed. */
  readonly text: string;
}

export interface TypedValue extends Span {
  /** `text` was quoted; `instant` is `now()` with what was added to it, in ms. */
  readonly kind: 'text' | 'word' | 'instant';
  /** Without quotes. */
  readonly text: string;
  readonly instantMs: number;
}

export interface TypedClause {
  readonly field: TypedField;
  readonly operator: TypedOperator;
  readonly values: readonly TypedValue[];
  /** The value stood first: `0.5 > metrics.loss`. */
  readonly isFlipped: boolean;
}
