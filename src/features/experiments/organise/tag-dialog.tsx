import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import type { RunKey } from '../../../domain/ids.ts';
import type { QueryApi } from '../../../rpc/query-api.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { sayDone } from './experiment-actions.ts';
import { loadTagsOfRuns, MOST_LISTED_RUNS } from './tags-of-runs.ts';

interface TagDialogProps {
  readonly open: boolean;
  readonly runs: readonly RunKey[];
  readonly api: QueryApi;
  /** Keys of tags in this table. */
  readonly known: readonly string[];
  readonly onClose: () => void;
}

/** Sets a tag of all runs that are chosen, or removes one, as one step. */
export function TagDialog(props: TagDialogProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={`Tag ${formatPlural(props.runs.length, 'run')}`}>
      <TagChoices {...props} />
    </Dialog>
  );
}

function TagChoices(props: TagDialogProps): JSX.Element {
  const edits = useEdits();
  const listId = createUniqueId();
  const hintId = createUniqueId();
  const [key, setKey] = createSignal('');
  const [value, setValue] = createSignal('');
  let valueField!: HTMLInputElement;
  const isTooMany = () => props.runs.length > MOST_LISTED_RUNS;
  const tags = createNewestAnswer(
    () => (isTooMany() ? undefined : { runs: props.runs, known: props.known }),
    ({ runs, known }) => loadTagsOfRuns(props.api, runs, known),
  );
  const name = () => key().trim();
  const isTheirs = () => name().startsWith('mlflow.');
  const canSet = () => name() !== '' && !isTheirs();
  /** What setting it would replace. */
  const hint = () => {
    if (isTheirs()) return 'Names that begin with “mlflow.” belong to MLflow.';
    const known = tags()?.find((tag) => tag.key === name());
    if (!known) return '';
    const whose = known.runs === props.runs.length ? 'All of them have' : `${known.runs} of them have`;
    return `${whose} this tag${known.value === null ? ', with different values' : `: ${known.value}`}. Setting replaces it.`;
  };
  const set = () => {
    if (!canSet()) return;
    edits.setTagOfRuns(props.runs, name(), value());
    sayDone(edits, `Set tag ${name()} of ${formatPlural(props.runs.length, 'run')}.`);
    props.onClose();
  };
  const remove = (tag: string, count: number) => {
    edits.setTagOfRuns(props.runs, tag, null);
    sayDone(edits, `Removed tag ${tag} of ${formatPlural(count, 'run')}.`);
    props.onClose();
  };
  const edit = (tag: string, known: string | null) => {
    setKey(tag);
    setValue(known ?? '');
    valueField.focus();
    valueField.select();
  };
  return (
    <div class="tag-dialog">
      <form
        aria-label="Set a tag"
        onSubmit={(event) => {
          event.preventDefault();
          set();
        }}
      >
        <input
          class="field"
          aria-label="Tag name"
          aria-describedby={hintId}
          placeholder="Name"
          maxlength="250"
          list={listId}
          autofocus
          value={key()}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <input
          ref={valueField}
          class="field"
          aria-label="Tag value"
          placeholder="Value"
          maxlength="8000"
          value={value()}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <Button type="submit" variant="primary" disabled={!canSet()}>
          Set tag
        </Button>
        <datalist id={listId}>
          <For each={props.known}>{(known) => <option value={known} />}</For>
        </datalist>
      </form>
      <p id={hintId} class="organise-hint muted" role="status">
        {hint()}
      </p>
      <Show when={isTooMany()}>
        <p class="organise-hint muted">
          These are too many runs to list their tags. What you set here is set of all of them.
        </p>
      </Show>
      <Show when={(tags()?.length ?? 0) > 0}>
        <h3 class="experiment-title">Their tags</h3>
        <ul class="tag-list" aria-label="Their tags">
          <For each={tags()}>
            {(tag) => (
              <li>
                <span class="tag-key cut">{tag.key}</span>
                <span class="cut" classList={{ muted: tag.value === null }}>
                  {tag.value ?? 'different values'}
                </span>
                <span class="muted">{`${tag.runs} of ${props.runs.length}`}</span>
                <Button
                  variant="quiet"
                  small
                  icon="edit"
                  label={`Change ${tag.key}`}
                  onClick={() => edit(tag.key, tag.value)}
                />
                <Button
                  variant="quiet"
                  small
                  icon="trash"
                  label={`Remove ${tag.key}`}
                  onClick={() => remove(tag.key, tag.runs)}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
