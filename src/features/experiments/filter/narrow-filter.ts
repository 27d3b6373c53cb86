import { parseFilter } from '../../../domain/filter/parse.ts';

const AND = ' AND ';

/**
 * The filter with one clause in place of a former one, joined by AND; '' takes it away. Parts that hold an OR are put
 * in parentheses. A former clause that somebody has changed by hand is theirs, and stays.
 */
export function narrowFilter(filter: string, former: string, clause: string): string {
  const rest = withoutPart(filter.trim(), former === '' ? '' : asPart(former));
  if (clause === '') return rest;
  return rest === '' ? asPart(clause) : `${asPart(rest)}${AND}${asPart(clause)}`;
}

function withoutPart(filter: string, part: string): string {
  if (part === '') return filter;
  if (filter === part) return '';
  if (filter.endsWith(AND + part)) return unwrapped(filter.slice(0, -(AND + part).length));
  if (filter.startsWith(part + AND)) return unwrapped(filter.slice((part + AND).length));
  const at = filter.indexOf(AND + part + AND);
  return at < 0 ? filter : filter.slice(0, at) + filter.slice(at + AND.length + part.length);
}

/** What stands on one side of AND without changing what it means. */
function asPart(filter: string): string {
  return parseFilter(filter, 0).expression?.kind === 'any' ? `(${filter})` : filter;
}

/** Parentheses around the whole were needed only beside another part. */
function unwrapped(filter: string): string {
  if (!filter.startsWith('(') || !filter.endsWith(')')) return filter;
  const inner = filter.slice(1, -1);
  // '(a) OR (b)' begins and ends with parentheses as well: its inside is no filter.
  return parseFilter(inner, 0).mistake ? filter : inner;
}
