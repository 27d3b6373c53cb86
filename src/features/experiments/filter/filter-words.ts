import { formatDuration } from '../../../base/format.ts';
import type { FilterHint, StrictCode, StrictNote } from '../../../domain/filter/expression.ts';
import { shorten } from '../../../domain/filter/mistake-words.ts';

export function hintText({ code, about, values = [] }: FilterHint): string {
  const word = shorten(about);
  switch (code) {
    case 'unknown-key':
      return `No run here has ${word}.`;
    case 'near-logic':
      return `“${word}” is searched for as a word.`;
    case 'unknown-value':
      return `No run has “${word}”: ${values.length === 1 ? 'the value is' : 'values are'} ${values.map(shorten).join(', ')}.`;
    case 'milliseconds':
      return `A plain number is milliseconds: ${word} is ${formatDuration(Number(about))}.`;
  }
}

const STRICT: Readonly<Record<StrictCode, (about: string) => string>> = {
  or: () => 'it has no OR',
  not: () => 'it has no NOT',
  parens: () => 'it has no parentheses',
  comment: () => 'it has no comments',
  words: (about) => `it has no search for words such as “${about}”`,
  function: () => 'it compares only the last value of a metric',
  'entity-case': (about) => `it wants “${about}” in small letters`,
  'key-quotes': (about) => `it wants “${about}” in backticks`,
  attribute: (about) => `it does not know the attribute “${about}”`,
  'field-order': () => 'it wants the field before the value',
  comparison: (about) => `it cannot compare this by ${about}`,
  null: (about) => `it has no ${about} before 3.11, and then for parameters and tags only`,
  'number-unquoted': (about) => `it wants a plain number, not “${about}”`,
  'text-quoted': (about) => `it wants “${about}” in quotes`,
  'whole-number': () => 'its file store wants whole milliseconds',
  'list-of-texts': () => 'it wants every value of a list in quotes',
  'list-of-runs': (about) => `it has ${about} only for run_id and datasets`,
};

export function strictText({ code, about }: StrictNote): string {
  return `MLflow would refuse this: ${STRICT[code](shorten(about))}.`;
}
