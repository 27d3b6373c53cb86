import { parseNamePattern } from './name-pattern.ts';
import type { Rule, RuleCheck } from './rule.ts';

type NameCheck = Extract<RuleCheck, { readonly kind: 'name' }>;
export type NamedSubject = NameCheck['subject'];

const MANY: Readonly<Record<NamedSubject, string>> = {
  experiment: 'experiments',
  run: 'runs',
  model: 'models',
};
/** Longer patterns are cut: the rule itself is on its screen. */
const MOST_SHOWN = 120;

/** What the rules that are enabled say of names of this kind. */
export function nameChecks(rules: Iterable<Rule>, subject: NamedSubject): readonly NameCheck[] {
  return [...rules].flatMap(({ enabled, check }) =>
    enabled && check.kind === 'name' && check.subject === subject ? [check] : [],
  );
}

/** What speaks against a name that is being given, a sentence for each rule; '' where nothing does. */
export function nameFaults(name: string, checks: readonly NameCheck[]): string {
  return checks
    .filter(({ pattern }) => {
      const parsed = parseNamePattern(pattern);
      return parsed.kind === 'pattern' && !parsed.test(name);
    })
    .map(({ subject, pattern, hint }) => {
      const shown = pattern.length > MOST_SHOWN ? `${pattern.slice(0, MOST_SHOWN - 1)}…` : pattern;
      return `By a rule, ${MANY[subject]} are named like “${shown}”${hint === '' ? '' : ` (${hint})`}.`;
    })
    .join(' ');
}
