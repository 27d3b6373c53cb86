import { patternFaultText } from '../../../src/domain/filter/mistake-words.ts';
import { parseNamePattern } from '../../../src/domain/rules/name-pattern.ts';
import type { RuleCheck } from '../../../src/domain/rules/rule.ts';
import type { RunCheck } from './logged-marks.ts';

/** A rule's check made ready. */
export type Check =
  | RunCheck
  | { readonly kind: 'promotion' }
  /** It cannot be read: `fault` says why. */
  | { readonly kind: 'fault'; readonly fault: string };

export function readRule(check: RuleCheck): Check {
  if (check.kind === 'promotion') return { kind: 'promotion' };
  if (check.kind === 'tag') return { kind: 'tag', key: check.key };
  const parsed = parseNamePattern(check.pattern);
  if (parsed.kind === 'fault') return { kind: 'fault', fault: patternFaultText(parsed.code) };
  return { kind: 'name', pattern: check.pattern, test: parsed.test };
}
