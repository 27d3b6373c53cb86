import { type Accessor, createMemo } from 'solid-js';
import type { NamedSubject } from '../domain/rules/name-faults.ts';
import { useEdits } from './edits.ts';
import { createNewestAnswer } from './newest-answer.ts';

/** Longer than any name that can be given. */
const MAX_CHECKED = 256;

/**
 * What the rules of the workspace say against a name while it is typed; '' where they say nothing. They only warn.
 * What reads patterns is loaded where there are rules.
 */
export function useNameRules(subject: NamedSubject, name: Accessor<string>): Accessor<string> {
  const edits = useEdits();
  const asked = createMemo(() => {
    const typed = name().slice(0, MAX_CHECKED);
    return typed.trim() === '' || edits.rules().size === 0 ? undefined : { typed, rules: edits.rules() };
  });
  const answer = createNewestAnswer(asked, async ({ typed, rules }) => {
    const { nameChecks, nameFaults } = await import('../domain/rules/name-faults.ts');
    return nameFaults(typed, nameChecks(rules.values(), subject));
  });
  return () => (asked() ? (answer() ?? '') : '');
}
