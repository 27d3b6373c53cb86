import { toWellFormed } from './well-formed.ts';

/** Characters that mean nothing to a shell, so that a word of them needs no quotes. */
const PLAIN = /^[A-Za-z0-9_@%+:,./][A-Za-z0-9_@%+=:,./-]*$/;
/**
 * What a terminal obeys or an eye cannot see: control characters but tab and line end, and marks that turn the reading
 * direction. Inside quotes a shell takes them as they are; a terminal into which they are pasted does not.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const UNSEEN = /([\u0001-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+)/;
/** Control characters and line ends of every kind. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what ends a comment
const ENDS_COMMENT = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;
const MAX_COMMENT = 300;

/**
 * A text as one word of a POSIX shell that arrives unchanged whatever it holds. NUL, which no argument can hold, and
 * halves of surrogate pairs arrive as U+FFFD.
 */
export function shellQuote(text: string): string {
  const whole = toWellFormed(text).replaceAll('\0', '\ufffd');
  if (PLAIN.test(whole)) return whole;
  const parts = whole
    .split(UNSEEN)
    .map((part, i) => (i % 2 === 1 ? asOctal(part) : part === '' ? '' : inQuotes(part)));
  return parts.join('') || "''";
}

/** `it's` → `'it'\''s'` */
function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** By a command that writes the bytes: no dialect of quotes for them is known to every shell. */
function asOctal(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const digits = Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `"$(printf '${digits.join('')}')"`;
}

/** A text as the rest of a comment line: it cannot end the line, and is cut where it is long. */
export function commentText(text: string): string {
  const line = toWellFormed(text.slice(0, MAX_COMMENT + 1)).replace(ENDS_COMMENT, ' ');
  return line.length > MAX_COMMENT ? `${line.slice(0, MAX_COMMENT - 1)}…` : line;
}
