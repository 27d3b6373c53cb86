import * as v from 'valibot';
import type { Rule } from '../domain/rules/rule.ts';

const MAX_RULE_TEXT = 10_000;
const MAX_STAGES_IN_RULE = 100;

const short = v.pipe(v.string(), v.maxLength(1000));
const filled = v.pipe(short, v.minLength(1));

const needs = v.variant('kind', [
  v.object({ kind: v.literal('run'), filter: v.pipe(v.string(), v.minLength(1), v.maxLength(5000)) }),
  v.object({ kind: v.picklist(['dataset', 'clean-commit', 'signature', 'description', 'reason']) }),
]);

const rule = v.object({
  title: short,
  check: v.variant('kind', [
    v.object({
      kind: v.literal('name'),
      subject: v.picklist(['experiment', 'run', 'model']),
      pattern: filled,
      hint: short,
    }),
    v.object({
      kind: v.literal('tag'),
      subject: v.picklist(['run', 'model', 'version']),
      key: filled,
      preset: short,
    }),
    v.object({
      kind: v.literal('promotion'),
      stages: v.pipe(v.array(filled), v.minLength(1), v.maxLength(MAX_STAGES_IN_RULE)),
      needs,
    }),
  ]),
  severity: v.picklist(['block', 'warn']),
  enabled: v.boolean(),
});

/** A rule as one text, so that two people's changes of it never mix into a third rule. */
export function writeRule(made: Rule): string {
  return JSON.stringify(made);
}

/** Null for what is no rule that this Cairn knows. */
export function readRule(raw: unknown): Rule | null {
  if (typeof raw !== 'string' || raw.length > MAX_RULE_TEXT) return null;
  try {
    const parsed = v.safeParse(rule, JSON.parse(raw));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
