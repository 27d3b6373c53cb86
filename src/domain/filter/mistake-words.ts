import type { PatternFault } from '../../base/pattern/pattern.ts';
import type { FilterMistake, MistakeCode } from './expression.ts';

/** Every sentence about mistakes in filters. `about` is what stands at the place. */
const MISTAKES: Readonly<Record<MistakeCode, (about: string) => string>> = {
  'too-long': (about) => `A filter may have ${about} characters.`,
  'too-deep': () => 'There are too many parentheses in one another.',
  'unclosed-quote': (about) => `The quote ${about} is not closed.`,
  'unclosed-paren': () => 'The parenthesis is not closed.',
  'unopened-paren': () => 'This parenthesis closes nothing.',
  'empty-parens': () => 'There is nothing between the parentheses.',
  'clause-missing': () => 'A condition is missing here.',
  comma: () => 'A comma joins nothing here: write AND or OR.',
  semicolon: () => 'A semicolon has no meaning here.',
  unexpected: (about) => `“${about}” has no meaning here.`,
  'field-missing': (about) => `A field such as metrics.rmse is missing beside “${about}”.`,
  'comparison-missing': (about) =>
    `“${about}” is compared with nothing: add = or <, or quote it to search for the words.`,
  'value-missing': (about) =>
    about === '' ? 'A value is missing here.' : `A value for “${about}” is missing here.`,
  'and-missing': () => 'BETWEEN wants two values with AND between them.',
  'list-missing': () => 'IN wants a list: (‘a’, ‘b’).',
  'empty-list': () => 'The list is empty.',
  'key-missing': (about) => `The key of the ${about} is missing.`,
  'value-is-field': (about) => `“${about}” is a field; a value is wanted here. Quote it to mean the text.`,
  'unknown-entity': (about) => `“${about}” begins with none of metrics, params, tags, attributes, datasets.`,
  'unknown-attribute': (about) => `Runs have no attribute “${about}”.`,
  'unknown-dataset-field': (about) => `Of datasets, name, digest and context can be asked, not “${about}”.`,
  'function-of': (about) => `${about}( ) wants a metric.`,
  'no-direction': (about) =>
    `Whether less or more of “${about}” is better cannot be told: write min( ) or max( ).`,
  'number-expected': (about) => `“${about}” is not a number.`,
  'time-expected': (about) => `“${about}” is not a time: write 2026-01-31, 2026-01-31T12:30 or now() - 7d.`,
  'duration-expected': (about) => `“${about}” is not a duration: write 90s, 10m, 1h30m or 2d.`,
  'text-operator': (about) => `${about} compares texts, and this is a number.`,
  'not-in-text': (about) => `${about} is a time, and this is a text.`,
  pattern: (about) => `The regular expression “${about}” cannot be read.`,
};

const PATTERNS: Readonly<Record<PatternFault, string>> = {
  'unclosed-group': 'a group is not closed',
  'unopened-group': 'a parenthesis closes nothing',
  'unclosed-class': 'a [ is not closed',
  'nothing-to-repeat': 'there is nothing to repeat',
  'bad-escape': 'the backslash has no meaning before this',
  'bad-range': 'the range runs backwards',
  'not-linear': 'references and looking ahead are left out, as they can take for ever',
  'too-large': 'it is too large',
};

/** What is wrong with a pattern, to stand in a sentence. */
export function patternFaultText(fault: PatternFault): string {
  return PATTERNS[fault];
}

export function mistakeText({ code, about, pattern }: FilterMistake): string {
  const text = MISTAKES[code](shorten(about));
  return pattern ? `${text.slice(0, -1)}: ${PATTERNS[pattern]}.` : text;
}

/** A value as a sentence about a filter shows it. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
