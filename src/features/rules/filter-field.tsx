import { createUniqueId, type JSX, Show } from 'solid-js';
import type { Proposal } from '../../domain/filter/expression.ts';
import { mistakeText } from '../../domain/filter/mistake-words.ts';
import { parseFilter } from '../../domain/filter/parse.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';
import { MOST_FILTER } from './rule-draft.ts';

/** What a run must match, in the filter language of runs; a mistake is explained below it. */
export function FilterField(props: {
  readonly value: string;
  readonly onInput: (filter: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  const noteId = createUniqueId();
  const edits = useEdits();
  let field!: HTMLInputElement;
  const mistake = () =>
    props.value.trim() === ''
      ? null
      : parseFilter(props.value, Date.now(), (metric) => edits.direction(metric)).mistake;
  const mend = ({ start, end, text }: Proposal) => {
    props.onInput(props.value.slice(0, start) + text + props.value.slice(end));
    field.focus();
  };
  return (
    <div class="rule-field">
      <label for={id}>Filter that its run must match</label>
      <input
        id={id}
        ref={field}
        class="field mono"
        aria-describedby={noteId}
        aria-invalid={mistake() !== null && !mistake()?.unfinished}
        maxlength={MOST_FILTER}
        autocomplete="off"
        spellcheck={false}
        placeholder="metrics.val_rmse < 6.5"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <p id={noteId} class="rule-filter-note muted" role="status">
        <Show
          when={mistake()}
          fallback="As above the table of runs: metrics, params, tags, attributes, datasets."
        >
          {(found) => (
            <span classList={{ 'rule-fault': !found().unfinished }}>
              Character {found().start + 1}: {mistakeText(found())}
            </span>
          )}
        </Show>
      </p>
      <Show when={mistake()?.proposal}>
        {(proposal) => (
          <Button small onClick={() => mend(proposal())}>
            Write <code>{proposal().text}</code>
          </Button>
        )}
      </Show>
    </div>
  );
}
