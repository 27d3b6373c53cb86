import { createSignal, type JSX, onMount } from 'solid-js';
import { tagChange } from '../../domain/registry/registry-changes.ts';
import type { BreachPlace } from '../../domain/rules/breach.ts';
import { type EditsState, useEdits } from '../../state/edits.ts';
import { type QueryState, useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { TagCheck } from './set-missing-tags.ts';

const MOST_VALUE = 8000;

/** Gives the thing on the page the tag that it lacks. Enter saves, Escape leaves. */
export function SetTagForm(props: {
  readonly check: TagCheck;
  readonly of: BreachPlace;
  readonly onDone: () => void;
}): JSX.Element {
  const query = useQuery();
  const edits = useEdits();
  const [value, setValue] = createSignal(props.check.preset);
  let field!: HTMLInputElement;
  onMount(() => field.focus());
  /** The form goes; the focus stays with the notes. */
  const leave = () => {
    const notes = field.closest('details');
    props.onDone();
    notes?.querySelector('summary')?.focus();
  };
  const [isBusy, setIsBusy] = createSignal(false);
  const save = async () => {
    const { key } = props.check;
    if (value().trim() === '' || isBusy()) return;
    setIsBusy(true);
    try {
      const isSet = await setTag(props.of, key, value(), query, edits);
      const undo = { label: 'Undo', onSelect: () => edits.undo() };
      showToast(isSet ? { text: `Tag ${key} saved.`, action: undo } : { text: 'It is not here any more.' });
      leave();
    } catch (error) {
      console.error('tag not set', error);
      showToast({ text: 'The tag could not be set. Try again.', tone: 'failed' });
    }
    setIsBusy(false);
  };
  return (
    <form
      class="breach-form"
      aria-label={`Set tag ${props.check.key}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave();
      }}
    >
      <label>
        <span>{props.check.key}</span>
        <input
          ref={field}
          class="field"
          aria-label={`Value of ${props.check.key}`}
          maxlength={MOST_VALUE}
          value={value()}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      <Button type="submit" variant="primary" small disabled={value().trim() === '' || isBusy()}>
        Save tag
      </Button>
      <Button small onClick={leave}>
        Cancel
      </Button>
    </form>
  );
}

/** False where the model or version is not there any more. */
async function setTag(
  place: BreachPlace,
  key: string,
  value: string,
  { api, workspace }: Pick<QueryState, 'api' | 'workspace'>,
  edits: EditsState,
): Promise<boolean> {
  if (place.kind === 'run') {
    edits.setTag(place.run, key, value);
    return true;
  }
  if (place.kind === 'experiment') return false;
  const into = workspace();
  const model = (await api.registry(null)).models.find(({ name }) => name === place.model);
  const subject =
    place.version === null ? model : model?.versions.find(({ number }) => number === place.version);
  if (!subject || workspace() !== into) return false;
  const about = place.version === null ? place.model : `${place.model} ${place.version}`;
  edits.changeRegistry({
    note: { label: `Set tag ${key}`, about, value },
    changes: [tagChange(subject, key, value)],
    why: '',
  });
  return true;
}
