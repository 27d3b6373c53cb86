import { type ParsedPattern, parsePattern } from '../../base/pattern/pattern.ts';

const ANY_CASE = '(?i)';

/** A pattern that must match the whole of a name. Faults are told at their place in `source`. */
export function parseNamePattern(source: string): ParsedPattern {
  // By itself first: `a)|(b` would become another pattern between the anchors.
  const alone = parsePattern(source);
  if (alone.kind === 'fault') return alone;
  const ignoresCase = source.startsWith(ANY_CASE);
  const body = ignoresCase ? source.slice(ANY_CASE.length) : source;
  return parsePattern(`${ignoresCase ? ANY_CASE : ''}^(?:${body})$`);
}
