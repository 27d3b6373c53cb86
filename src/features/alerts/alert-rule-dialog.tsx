import { createEffect, createSignal, createUniqueId, For, type JSX, on, Show } from 'solid-js';
import type { AlertRule, AlertRuleId } from '../../domain/alerts/alert-rule.ts';
import { conditionWords } from '../../domain/alerts/alert-sentence.ts';
import { useEdits } from '../../state/edits.ts';
import { filterFault } from '../../state/filter-mistake.ts';
import { CheckedField } from '../../ui/checked-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Switch } from '../../ui/switch.tsx';
import {
  type AlertDraft,
  type AlertKind,
  draftFault,
  hasScope,
  MOST_FILTER,
  MOST_SHORT,
  NEW_ALERT,
  toAlertRule,
} from './alert-draft.ts';
import { KIND_GROUPS } from './alert-kinds.ts';
import { AlertTrialLine } from './alert-trial-line.tsx';
import { ConditionFields } from './condition-fields.tsx';
import type { KnownNames } from './known-names.ts';

/** What the dialog is about: a rule, or a new one that begins as `draft`. */
export interface EditedAlertRule {
  readonly id: AlertRuleId | null;
  readonly rule: AlertRule | null;
  readonly draft: AlertDraft;
}

/** Makes an alert rule, or changes one. `edited` null while it is closed. */
export function AlertRuleDialog(props: {
  readonly edited: EditedAlertRule | null;
  readonly names: KnownNames;
  readonly onClose: () => void;
  readonly onSave: (id: AlertRuleId | null, rule: AlertRule) => void;
}): JSX.Element {
  const edits = useEdits();
  const kindId = createUniqueId();
  const titleId = createUniqueId();
  const [draft, setDraft] = createSignal<AlertDraft>(NEW_ALERT);
  createEffect(
    on(
      () => props.edited,
      (edited) => edited && setDraft(edited.draft),
    ),
  );
  const change = (part: Partial<AlertDraft>) => setDraft({ ...draft(), ...part });
  const rule = () => toAlertRule(draft(), edits.direction, Date.now(), props.edited?.rule ?? null);
  const isNew = () => props.edited?.id === null;
  const save = () => {
    const made = rule();
    if (made && props.edited) props.onSave(props.edited.id, made);
  };
  const words = () => {
    const made = rule();
    return made ? conditionWords(made.condition, edits.rules()) : '';
  };
  return (
    <FormDialog
      class="alert-dialog"
      open={props.edited !== null}
      title={isNew() ? 'New rule' : 'Edit rule'}
      name="Alert rule"
      save={isNew() ? 'Add rule' : 'Save rule'}
      canSave={rule() !== null}
      onSave={save}
      onClose={() => props.onClose()}
    >
      <div class="form-field">
        <label for={kindId}>Tell me when</label>
        <select
          id={kindId}
          class="field"
          onChange={(event) => change({ kind: event.currentTarget.value as AlertKind })}
        >
          <For each={KIND_GROUPS}>
            {(group) => (
              <optgroup label={group.label}>
                <For each={group.kinds}>
                  {({ kind, label }) => (
                    <option value={kind} selected={draft().kind === kind}>
                      {label}
                    </option>
                  )}
                </For>
              </optgroup>
            )}
          </For>
        </select>
      </div>
      <ConditionFields draft={draft()} names={props.names} onChange={change} />
      <Show when={hasScope(draft().kind)}>
        <CheckedField
          label="Only of runs that match (may be empty)"
          note="A filter as above the table of runs: params, tags, attributes, metrics, datasets."
          placeholder="tags.team = 'vision'"
          maxLength={MOST_FILTER}
          value={draft().scope}
          fault={filterFault(draft().scope, edits)}
          onInput={(scope) => change({ scope })}
        />
      </Show>
      <Show when={draftFault(draft(), Date.now())}>
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
          placeholder={words()}
          value={draft().title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </div>
      <Switch label="On" checked={draft().enabled} onChange={(enabled) => change({ enabled })} />
      <AlertTrialLine rule={props.edited ? rule() : null} />
    </FormDialog>
  );
}
