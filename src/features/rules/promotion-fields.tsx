import { createUniqueId, For, type JSX, Show } from 'solid-js';
import { allStages, NO_STAGE } from '../../domain/registry/stages.ts';
import type { PromotionNeed } from '../../domain/rules/rule.ts';
import { useEdits } from '../../state/edits.ts';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { FilterField } from './filter-field.tsx';
import type { RuleDraft } from './rule-draft.ts';

const NEEDS: readonly { readonly value: PromotionNeed['kind']; readonly label: string }[] = [
  { value: 'run', label: 'Its run matches a filter' },
  { value: 'dataset', label: 'Its run recorded a dataset with a digest' },
  {
    value: 'clean-commit',
    label: 'Its run recorded a commit, and nothing says that there were uncommitted changes',
  },
  { value: 'signature', label: 'Its model has a signature' },
  { value: 'description', label: 'It is described' },
  { value: 'reason', label: 'Somebody says why' },
];
const SEVERITIES = [
  { value: 'block', label: 'Block' },
  { value: 'warn', label: 'Warn' },
] as const;

export function PromotionFields(props: {
  readonly draft: RuleDraft;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}): JSX.Element {
  const edits = useEdits();
  const needName = createUniqueId();
  /** A stage that the workspace no longer has stays in the rule until it is unticked. */
  const stages = () => {
    const known = allStages(edits.stages()).filter((stage) => stage !== NO_STAGE);
    return [...known, ...props.draft.stages.filter((stage) => !known.includes(stage))];
  };
  const setStage = (stage: string, isIn: boolean) => {
    const chosen = new Set(props.draft.stages);
    if (isIn) chosen.add(stage);
    else chosen.delete(stage);
    props.onChange({ stages: stages().filter((one) => chosen.has(one)) });
  };
  return (
    <>
      <fieldset class="rule-choices">
        <legend>Before a version comes into</legend>
        <For each={stages()}>
          {(stage) => (
            <label>
              <input
                type="checkbox"
                checked={props.draft.stages.includes(stage)}
                onChange={(event) => setStage(stage, event.currentTarget.checked)}
              />
              {stage}
            </label>
          )}
        </For>
      </fieldset>
      <fieldset class="rule-choices is-column">
        <legend>It needs</legend>
        <For each={NEEDS}>
          {({ value, label }) => (
            <label>
              <input
                type="radio"
                name={needName}
                checked={props.draft.need === value}
                onChange={() => props.onChange({ need: value })}
              />
              {label}
            </label>
          )}
        </For>
      </fieldset>
      <Show when={props.draft.need === 'run'}>
        <FilterField value={props.draft.filter} onInput={(filter) => props.onChange({ filter })} />
      </Show>
      <div class="form-field">
        <span>Where it is not kept</span>
        <ChoiceBar
          name="Where it is not kept"
          options={SEVERITIES}
          value={props.draft.severity}
          onChange={(severity) => props.onChange({ severity })}
        />
      </div>
    </>
  );
}
