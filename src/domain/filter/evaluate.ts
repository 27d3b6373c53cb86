import type { FilterExpression } from './expression.ts';
import { type FilterField, isNumberField } from './fields.ts';
import { makeNumberTest, makeTextTest } from './tests.ts';

/** One run as a filter sees it. */
export interface FilterRow {
  /** Of metrics and of attributes that are times or durations; null where the run has none. */
  number(field: FilterField): number | null;
  /** Of all other fields; several for datasets, none where the run has none. */
  texts(field: FilterField): readonly string[];
  /** Whether the lower-case text occurs in what is known of the run, whatever the case there. */
  contains(lowerCaseText: string): boolean;
}

/** The filter as a question about one run, with its tests made ready once. */
export function makeRowTest(expression: FilterExpression): (row: FilterRow) => boolean {
  switch (expression.kind) {
    case 'all': {
      const parts = expression.parts.map(makeRowTest);
      return (row) => parts.every((part) => part(row));
    }
    case 'any': {
      const parts = expression.parts.map(makeRowTest);
      return (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const part = makeRowTest(expression.part);
      return (row) => !part(row);
    }
    case 'contains':
      return (row) => row.contains(expression.text);
    case 'null': {
      const { field, negated } = expression;
      if (isNumberField(field)) return (row) => (row.number(field) === null) !== negated;
      return (row) => (row.texts(field).length === 0) !== negated;
    }
    case 'number': {
      const test = makeNumberTest(expression.test);
      return (row) => {
        const value = row.number(expression.field);
        return value !== null && test(value);
      };
    }
    case 'text': {
      const test = makeTextTest(expression.test);
      return (row) => row.texts(expression.field).some(test);
    }
  }
}
