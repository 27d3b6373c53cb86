import { createEffect, createSignal, createUniqueId, type JSX, Match, on, Show, Switch } from 'solid-js';
import type { RuleId } from '../../domain/ids.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
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
  const formId = createUniqueId();
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
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const made = rule();
    if (made && props.edited) props.onSave(props.edited.id, made);
  };
  return (
    <Dialog
      class="rule-dialog"
      open={props.edited !== null}
      title={isNew() ? 'New rule' : 'Edit rule'}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={rule() === null}>
            {isNew() ? 'Add rule' : 'Save rule'}
          </Button>
        </>
      }
    >
      <form id={formId} class="rule-form" aria-label="Rule" onSubmit={submit}>
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
            <p class="rule-fault" role="alert">
              {text()}
            </p>
          )}
        </Show>
        <div class="rule-field">
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
      </form>
    </Dialog>
  );
}
