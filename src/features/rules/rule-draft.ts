import { patternFaultText } from '../../domain/filter/mistake-words.ts';
import { parseFilter } from '../../domain/filter/parse.ts';
import { tagKeyFault } from '../../domain/registry/registry-names.ts';
import { NO_STAGE } from '../../domain/registry/stages.ts';
import { parseNamePattern } from '../../domain/rules/name-pattern.ts';
import type { PromotionNeed, Rule, RuleCheck } from '../../domain/rules/rule.ts';

/** The longest texts that a rule may have (`sync/rule-text.ts`). */
export const MOST_SHORT = 1000;
export const MOST_FILTER = 5000;

/** A rule while it is written: what was typed for one kind stays while another is looked at. */
export interface RuleDraft {
  readonly kind: RuleCheck['kind'];
  readonly title: string;
  readonly named: 'experiment' | 'run' | 'model';
  readonly pattern: string;
  readonly hint: string;
  readonly tagged: 'run' | 'model' | 'version';
  readonly key: string;
  readonly preset: string;
  readonly stages: readonly string[];
  readonly need: PromotionNeed['kind'];
  readonly filter: string;
  readonly severity: Rule['severity'];
  readonly enabled: boolean;
}

export const NEW_RULE: RuleDraft = {
  kind: 'name',
  title: '',
  named: 'run',
  pattern: '',
  hint: '',
  tagged: 'run',
  key: '',
  preset: '',
  stages: ['Production'],
  need: 'run',
  filter: '',
  severity: 'block',
  enabled: true,
};

export function toDraft({ title, check, severity, enabled }: Rule): RuleDraft {
  const draft = { ...NEW_RULE, kind: check.kind, title, severity, enabled };
  switch (check.kind) {
    case 'name':
      return { ...draft, named: check.subject, pattern: check.pattern, hint: check.hint };
    case 'tag':
      return { ...draft, tagged: check.subject, key: check.key, preset: check.preset };
    case 'promotion': {
      const filter = check.needs.kind === 'run' ? check.needs.filter : '';
      return { ...draft, stages: check.stages, need: check.needs.kind, filter };
    }
  }
}

/** Null while something is missing or wrong: `draftFault` says what. */
export function toRule(draft: RuleDraft, nowMs: number): Rule | null {
  if (draftFault(draft, nowMs) !== null) return null;
  return {
    title: draft.title.trim(),
    check: toCheck(draft),
    severity: draft.kind === 'promotion' ? draft.severity : 'warn',
    enabled: draft.enabled,
  };
}

function toCheck(draft: RuleDraft): RuleCheck {
  switch (draft.kind) {
    case 'name':
      return { kind: 'name', subject: draft.named, pattern: draft.pattern, hint: draft.hint.trim() };
    case 'tag':
      return { kind: 'tag', subject: draft.tagged, key: draft.key.trim(), preset: draft.preset.trim() };
    case 'promotion': {
      const needs: PromotionNeed =
        draft.need === 'run' ? { kind: 'run', filter: draft.filter.trim() } : { kind: draft.need };
      return { kind: 'promotion', stages: draft.stages, needs };
    }
  }
}

/** What keeps the draft from being a rule: '' for something that was only not filled in yet, null for nothing. */
export function draftFault(draft: RuleDraft, nowMs: number): string | null {
  switch (draft.kind) {
    case 'name':
      return draft.pattern === '' ? '' : patternFault(draft.pattern);
    case 'tag': {
      const key = draft.key.trim();
      if (key === '') return '';
      return tagKeyFault(key) === null ? null : 'A tag name has at most 250 characters on one line.';
    }
    case 'promotion':
      if (draft.stages.filter((stage) => stage !== NO_STAGE).length === 0)
        return 'Choose at least one stage.';
      if (draft.need !== 'run') return null;
      if (draft.filter.trim() === '') return '';
      // The field itself explains the mistake.
      return parseFilter(draft.filter.trim(), nowMs).mistake === null ? null : '';
  }
}

function patternFault(pattern: string): string | null {
  const parsed = parseNamePattern(pattern);
  if (parsed.kind === 'pattern') return null;
  return `The pattern cannot be read at character ${parsed.at + 1}: ${patternFaultText(parsed.code)}.`;
}
