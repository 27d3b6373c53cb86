import { formatCount } from '../../base/format.ts';
import type { RuleCount } from '../../domain/rules/breach.ts';
import type { Rule } from '../../domain/rules/rule.ts';

/** How many things of this workspace keep a rule. */
export function trialText({ check }: Rule, { checked, breaches }: RuleCount): string {
  const kept = `${formatCount(checked - breaches)} of ${formatCount(checked)}`;
  switch (check.kind) {
    case 'name':
      return checked === 0
        ? `There is no ${check.subject} here yet.`
        : `${kept} ${check.subject} names match.`;
    case 'tag':
      return checked === 0
        ? `There is no ${check.subject} here yet.`
        : `${kept} ${check.subject}s have the tag.`;
    case 'promotion': {
      const stages = check.stages.join(' or ');
      return checked === 0
        ? `No version is in ${stages} now.`
        : `${kept} versions that are in ${stages} now keep it.`;
    }
  }
}
