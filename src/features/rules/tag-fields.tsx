import { createUniqueId, type JSX } from 'solid-js';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { MOST_SHORT, type RuleDraft } from './rule-draft.ts';

const TAGGED = [
  { value: 'run', label: 'Runs' },
  { value: 'model', label: 'Models' },
  { value: 'version', label: 'Versions' },
] as const;
const MOST_KEY = 250;

export function TagFields(props: {
  readonly draft: RuleDraft;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}): JSX.Element {
  const keyId = createUniqueId();
  const presetId = createUniqueId();
  const aboutId = createUniqueId();
  return (
    <>
      <ChoiceBar
        name="Tag of"
        options={TAGGED}
        value={props.draft.tagged}
        onChange={(tagged) => props.onChange({ tagged })}
      />
      <div class="form-field">
        <label for={keyId}>Tag that must be there</label>
        <input
          id={keyId}
          class="field"
          maxlength={MOST_KEY}
          autocomplete="off"
          spellcheck={false}
          placeholder="owner"
          value={props.draft.key}
          onInput={(event) => props.onChange({ key: event.currentTarget.value })}
        />
      </div>
      <div class="form-field">
        <label for={presetId}>Value to offer where it is missing (may be empty)</label>
        <input
          id={presetId}
          class="field"
          aria-describedby={aboutId}
          maxlength={MOST_SHORT}
          value={props.draft.preset}
          onInput={(event) => props.onChange({ preset: event.currentTarget.value })}
        />
        <p id={aboutId} class="muted">
          Nothing is set by itself: the list of rules has a button for it.
        </p>
      </div>
    </>
  );
}
