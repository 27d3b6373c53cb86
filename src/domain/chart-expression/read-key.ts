import type { KnownKeys } from './expression.ts';

const LETTER = /^[\p{L}_]$/u;
const WORD = /^[\p{L}\p{N}\p{M}_.]$/u;

/**
 * Where the key without quotes that begins at a position ends; the position itself where none begins. The rule is in
 * LANGUAGE.md.
 */
export function endOfPlainKey(text: string, start: number, known: KnownKeys): number {
  if (!LETTER.test(charAt(text, start))) return start;
  const ends: number[] = [];
  let at = start;
  let firstMinus = -1;
  for (;;) {
    const char = charAt(text, at);
    if (char === '/' || char === '-') {
      ends.push(at);
      if (char === '-' && firstMinus < 0) firstMinus = at;
    } else if (!WORD.test(char)) break;
    at += char.length;
  }
  ends.push(at);
  for (let i = ends.length - 1; i >= 0; i--) if (known.has(text.slice(start, ends[i]))) return ends[i]!;
  return firstMinus < 0 ? at : firstMinus;
}

/** Some letters take two places. */
function charAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
