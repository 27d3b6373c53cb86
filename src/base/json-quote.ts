import { toWellFormed } from './well-formed.ts';

/**
 * What JSON leaves as it is but YAML refuses, Docker could take for a redirection, or nobody sees: DEL, C1, marks of
 * reading direction, line ends of Unicode, `<`.
 */
const ESCAPED = /[<\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g;

/** A text as a double-quoted scalar that JSON and YAML read alike. Halves of surrogate pairs become U+FFFD. */
export function jsonQuote(text: string): string {
  return JSON.stringify(toWellFormed(text)).replace(
    ESCAPED,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
