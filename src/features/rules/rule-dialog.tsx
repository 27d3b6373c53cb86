import { createEffect, createSignal, createUniqueId, type JSX, Match, on, Show, Switch } from 'solid-js';
import type { RuleId } from '../../domain/ids.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameFields } from './name-fields.tsx';
import { PromotionFields } from './promotion-fields.tsx';
import { draftFault, MOST_SHORT, NEW_RULE, type RuleDraft, toDraft, toRule } from './rule-draft.ts';
import { RuleTrialLine } from './rule-trial-line.tsx';
import { TagFields } from './tag-fields.tsx';

const KINDS = [
  { value: 'name', label: 'Names' },
  { value: 'tag', label: 'A tag' },
  { value: 'promotion', label: 'Promotion' },
] as const;

/** Makes a rule, or changes one. `edited` null while it is closed. */
export function RuleDialog(props: {
  readonly edited: { readonly id: RuleId | null; readonly rule: Rule | null } | null;
  readonly onClose: () => void;
  readonly onSave: (id: RuleId | null, rule: Rule) => void;
}): JSX.Element {
  const titleId = createUniqueId();
  const [draft, setDraft] = createSignal<RuleDraft>(NEW_RULE);
  createEffect(
    on(
      () => props.edited,
      (edited) => setDraft(edited?.rule ? toDraft(edited.rule) : NEW_RULE),
    ),
  );
  const change = (part: Partial<RuleDraft>) => setDraft({ ...draft(), ...part });
  const rule = () => toRule(draft(), Date.now());
  const fault = () => draftFault(draft(), Date.now());
  const isNew = () => props.edited?.id === null;
  const save = () => {
    const made = rule();
    if (made && props.edited) props.onSave(props.edited.id, made);
  };
  return (
    <FormDialog
      class="rule-dialog"
      open={props.edited !== null}
      title={isNew() ? 'New rule' : 'Edit rule'}
      name="Rule"
      save={isNew() ? 'Add rule' : 'Save rule'}
      canSave={rule() !== null}
      onSave={save}
      onClose={() => props.onClose()}
    >
      <ChoiceBar
        name="What the rule is about"
        options={KINDS}
        value={draft().kind}
        onChange={(kind) => change({ kind })}
      />
      <Switch>
        <Match when={draft().kind === 'name'}>
          <NameFields draft={draft()} fault={fault()} onChange={change} />
        </Match>
        <Match when={draft().kind === 'tag'}>
          <TagFields draft={draft()} onChange={change} />
        </Match>
        <Match when={draft().kind === 'promotion'}>
          <PromotionFields draft={draft()} onChange={change} />
        </Match>
      </Switch>
      {/* That of a pattern stands below the pattern. */}
      <Show when={draft().kind !== 'name' && fault()}>
        {(text) => (
          <p class="form-fault" role="alert">
            {text()}
          </p>
        )}
      </Show>
      <div class="form-field">
        <label for={titleId}>What people call it (may be empty)</label>
        <input
          id={titleId}
          class="field"
          maxlength={MOST_SHORT}
          value={draft().title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </div>
      <RuleTrialLine rule={props.edited ? rule() : null} />
    </FormDialog>
  );
}
