import { createUniqueId, type JSX } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';

/** Longer than any link of ours. */
const MAX_LINK = 10_000;

export function LinkForm(): JSX.Element {
  const share = useShare();
  const task = createShareTask();
  const id = createUniqueId();
  let field!: HTMLTextAreaElement;
  const read = (event: SubmitEvent) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') field.focus();
    else void task.run(() => share.readLink(text));
  };
  return (
    <form class="join-form" onSubmit={read}>
      <label for={id}>Link that somebody gave you</label>
      <textarea
        ref={(element) => {
          field = element;
          queueMicrotask(() => element.focus());
        }}
        id={id}
        class="field mono"
        rows="4"
        maxlength={MAX_LINK}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
      />
      <p class="share-text muted">Nothing is joined yet: you see first where it leads.</p>
      <ProblemLine text={task.problem()} />
      <div class="share-actions is-end">
        <Button type="submit" variant="primary" disabled={task.isBusy()}>
          Continue
        </Button>
      </div>
    </form>
  );
}
