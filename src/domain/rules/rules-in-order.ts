import type { RuleId } from '../ids.ts';
import { ruleName } from './breach-sentence.ts';
import type { Rule, RuleCheck } from './rule.ts';

const PLACES: Readonly<Record<RuleCheck['kind'], number>> = { promotion: 0, name: 1, tag: 2 };

/** As screens and files list them: by kind, then by name. Ids are random and tell no order. */
export function rulesInOrder(rules: ReadonlyMap<RuleId, Rule>): readonly (readonly [RuleId, Rule])[] {
  const named = [...rules].map(([id, rule]) => ({ id, rule, name: ruleName(rule) }));
  named.sort(
    (a, b) =>
      PLACES[a.rule.check.kind] - PLACES[b.rule.check.kind] || compare(a.name, b.name) || compare(a.id, b.id),
  );
  return named.map(({ id, rule }) => [id, rule]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
