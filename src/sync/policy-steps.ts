import type { DatasetKey, Hash, RuleId } from '../domain/ids.ts';
import type { Rule } from '../domain/rules/rule.ts';
import { fieldKey } from './edit-keys.ts';
import { brief, type EditStep } from './edit-step.ts';
import { writeRule } from './rule-text.ts';

/** Steps about what the workspace asks of everybody: stages, rules, which file a dataset is. */

/** The custom stages in their order; those of `before` that are not among them go. */
export function stagesStep(stages: readonly string[], before: readonly string[]): EditStep {
  const gone = before.filter((stage) => !stages.includes(stage));
  return {
    note: { label: 'Set stages', about: '', value: brief(stages.join(', ')) },
    edits: [
      ...stages.map((stage, at) => ({ map: 'stages' as const, key: fieldKey(stage, 'at'), value: at })),
      ...gone.map((stage) => ({
        map: 'stages' as const,
        key: fieldKey(stage, 'at'),
        value: null,
        absent: null,
      })),
    ],
  };
}

export function saveRuleStep(id: RuleId, rule: Rule, isNew: boolean, words: string): EditStep {
  return {
    note: { label: isNew ? 'Add rule' : 'Change rule', about: '', value: brief(words) },
    edits: [{ map: 'rules', key: fieldKey(id, 'rule'), value: writeRule(rule) }],
  };
}

/** Marked as gone: a change that somebody else makes meanwhile does not bring it back. */
export function removeRuleStep(id: RuleId, words: string): EditStep {
  return {
    note: { label: 'Remove rule', about: '', value: brief(words) },
    edits: [{ map: 'rules', key: fieldKey(id, 'removed'), value: true }],
  };
}

export function fingerprintStep(
  dataset: DatasetKey,
  fingerprint: Hash,
  attached: boolean,
  name: string,
): EditStep {
  return {
    note: { label: attached ? 'Add data version' : 'Remove data version', about: '', value: brief(name) },
    edits: [
      { map: 'datasets', key: fieldKey(dataset, `print/${fingerprint}`), value: attached, absent: false },
    ],
  };
}
