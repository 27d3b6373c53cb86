import { createUniqueId, type JSX } from 'solid-js';
import { CopyButton } from '../../ui/copy-button.tsx';

/** A text to take elsewhere: read-only, chosen whole at focus (its beginning in view), with a button that copies it. */
export function MadeText(props: {
  readonly label: string;
  readonly text: string;
  readonly rows?: number;
  /** Takes the focus when it appears: it is what was asked for. */
  readonly takesFocus?: boolean;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="made-text">
      <label for={id}>{props.label}</label>
      <div class="made-text-row">
        <textarea
          id={id}
          ref={(field) => {
            if (props.takesFocus) queueMicrotask(() => field.focus());
          }}
          class="field mono"
          readonly
          rows={props.rows ?? 2}
          spellcheck={false}
          value={props.text}
          onFocus={(event) => event.currentTarget.setSelectionRange(0, props.text.length, 'backward')}
        />
        <CopyButton label={`Copy ${props.label.toLowerCase()}`} text={props.text} />
      </div>
    </div>
  );
}
