import { createUniqueId, type JSX, Show } from 'solid-js';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { MOST_SHORT, type RuleDraft } from './rule-draft.ts';

const NAMED = [
  { value: 'experiment', label: 'Experiments' },
  { value: 'run', label: 'Runs' },
  { value: 'model', label: 'Models' },
] as const;

export function NameFields(props: {
  readonly draft: RuleDraft;
  /** What is wrong with the pattern; '' or null for nothing. */
  readonly fault: string | null;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}): JSX.Element {
  const patternId = createUniqueId();
  const aboutId = createUniqueId();
  const faultId = createUniqueId();
  const hintId = createUniqueId();
  return (
    <>
      <ChoiceBar
        name="Names of"
        options={NAMED}
        value={props.draft.named}
        onChange={(named) => props.onChange({ named })}
      />
      <div class="form-field">
        <label for={patternId}>Pattern of the whole name</label>
        <input
          id={patternId}
          class="field mono"
          aria-describedby={`${aboutId} ${faultId}`}
          aria-invalid={Boolean(props.fault)}
          maxlength={MOST_SHORT}
          autocomplete="off"
          spellcheck={false}
          placeholder="(xgb|rf|lasso)-.+"
          value={props.draft.pattern}
          onInput={(event) => props.onChange({ pattern: event.currentTarget.value })}
        />
        <p id={aboutId} class="muted">
          A regular expression. (?i) at its beginning ignores case.
        </p>
        <Show when={props.fault}>
          {(text) => (
            <p id={faultId} class="form-fault" role="alert">
              {text()}
            </p>
          )}
        </Show>
      </div>
      <div class="form-field">
        <label for={hintId}>What it means (may be empty)</label>
        <input
          id={hintId}
          class="field"
          maxlength={MOST_SHORT}
          placeholder="algorithm, then what is special"
          value={props.draft.hint}
          onInput={(event) => props.onChange({ hint: event.currentTarget.value })}
        />
      </div>
    </>
  );
}
