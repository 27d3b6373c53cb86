import { formatCount, formatPlural } from '../../base/format.ts';
import { tagChange } from '../../domain/registry/registry-changes.ts';
import type { RegistryChange } from '../../domain/registry/registry-event.ts';
import type { RegistryView } from '../../domain/registry/registry-view.ts';
import type { Rule, RuleCheck } from '../../domain/rules/rule.ts';
import type { EditsState } from '../../state/edits.ts';
import type { QueryState } from '../../state/query.ts';

export type TagCheck = Extract<RuleCheck, { readonly kind: 'tag' }>;

/** One step of this many edits is stored, and taken back, in a moment. */
const MOST_AT_ONCE = 5000;

export interface TagsSet {
  readonly count: number;
  /** What was done, as a sentence. */
  readonly text: string;
}

const LEFT: TagsSet = { count: 0, text: 'Another workspace was opened: no tag was set.' };

/** Gives the rule's value to everything that has no such tag, as one step. */
export async function setMissingTags(
  rule: Rule,
  check: TagCheck,
  { api, workspace }: Pick<QueryState, 'api' | 'workspace'>,
  edits: EditsState,
): Promise<TagsSet> {
  const { key, preset } = check;
  const into = workspace();
  // What is found in one workspace is nothing to be changed in another that was opened meanwhile.
  const isLeft = () => workspace() !== into;
  if (check.subject === 'run') {
    const runs = await api.runsBreaking(rule);
    if (isLeft()) return LEFT;
    const chosen = runs.slice(0, MOST_AT_ONCE);
    if (chosen.length > 0) edits.setTagOfRuns(chosen, key, preset);
    return toAnswer(key, chosen.length, runs.length, 'run');
  }
  const changes = missingTags(await api.registry(null), check);
  if (isLeft()) return LEFT;
  const chosen = changes.slice(0, MOST_AT_ONCE);
  const what = check.subject;
  if (chosen.length > 0)
    edits.changeRegistry({
      note: { label: `Set tag ${key} of ${formatPlural(chosen.length, what)}`, about: '', value: preset },
      changes: chosen,
      why: '',
    });
  return toAnswer(key, chosen.length, changes.length, what);
}

/** Of models or of versions, those that are there and have no such tag. */
export function missingTags({ models }: RegistryView, check: TagCheck): readonly RegistryChange[] {
  const live = models.filter(({ deleted }) => !deleted);
  const subjects =
    check.subject === 'model'
      ? live
      : live.flatMap(({ versions }) => versions.filter(({ deleted }) => !deleted));
  return subjects
    .filter(({ tags }) => !tags.some(([key, value]) => key === check.key && value.trim() !== ''))
    .map((subject) => tagChange(subject, check.key, check.preset));
}

function toAnswer(key: string, done: number, all: number, what: string): TagsSet {
  if (done === 0) return { count: 0, text: `Every ${what} has the tag ${key} already.` };
  const rest = all - done;
  const left = rest === 0 ? '' : ` ${formatCount(rest)} are left for the next time.`;
  return { count: done, text: `Set tag ${key} of ${formatPlural(done, what)}.${left}` };
}
