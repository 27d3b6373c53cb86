import { makeLike } from '../../base/like.ts';
import { parsePattern } from '../../base/pattern/pattern.ts';
import type { NumberTest, Order, TextTest } from './expression.ts';
import { readNumber } from './moments.ts';

export function makeNumberTest(test: NumberTest): (value: number) => boolean {
  switch (test.kind) {
    case 'order':
      return makeOrderTest(test.order, test.value);
    case 'range': {
      const { from, to, withEnd, negated } = test;
      return (value) => (value >= from && (withEnd ? value <= to : value < to)) !== negated;
    }
    case 'among': {
      const tests = test.tests.map(makeNumberTest);
      return (value) => tests.some((one) => one(value)) !== test.negated;
    }
    case 'nan':
      return (value) => Number.isNaN(value) !== test.negated;
  }
}

function makeOrderTest<T extends number | string>(order: Order, wanted: T): (value: T) => boolean {
  switch (order) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '<':
      return (value) => value < wanted;
    case '<=':
      return (value) => value <= wanted;
    case '>':
      return (value) => value > wanted;
    case '>=':
      return (value) => value >= wanted;
  }
}

export function makeTextTest(test: TextTest): (value: string) => boolean {
  switch (test.kind) {
    case 'equal':
      return (value) => (value === test.value) !== test.negated;
    case 'order':
      return makeOrderTest(test.order, test.value);
    case 'between':
      return (value) => (value >= test.from && value <= test.to) !== test.negated;
    case 'like': {
      const like = makeLike(test.pattern, test.ignoreCase);
      return (value) => like(value) !== test.negated;
    }
    case 'pattern': {
      const pattern = parsePattern(test.source);
      // Checked before: an expression holds only patterns that can be read.
      return pattern.kind === 'fault' ? () => false : (value) => pattern.test(value) !== test.negated;
    }
    case 'among': {
      const tests = test.tests.map(makeTextTest);
      return (value) => tests.some((one) => one(value)) !== test.negated;
    }
    case 'as-number':
      return makeReadTest(test.test);
  }
}

/** NaN stands for what is no number: unequal to all, in no range, and so outside every one that is negated. */
function makeReadTest(test: NumberTest): (value: string) => boolean {
  const matches = makeNumberTest(test);
  if (test.kind === 'nan') return (text) => (isNanText(text) ? !test.negated : test.negated);
  return (text) => matches(readNumber(text) ?? Number.NaN);
}

function isNanText(text: string): boolean {
  return Number.isNaN(readNumber(text) ?? 0);
}
