import { createMemo, createUniqueId, type JSX, Show } from 'solid-js';
import type { LinkOffer } from '../../domain/share-view.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { MAX_NAME } from './own-name.tsx';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';
import { offerWords } from './share-words.ts';
import { WordList } from './word-list.tsx';

export function JoinForm(props: {
  readonly offer: LinkOffer;
  readonly onJoined: () => void;
  readonly onLeave: () => void;
}): JSX.Element {
  const share = useShare();
  const task = createShareTask();
  const id = createUniqueId();
  let field!: HTMLInputElement;
  // News that change nothing of it leave what is being typed alone.
  const myName = createMemo(() => share.view().myName);
  /** Who only goes back to a workspace of this browser is known there. */
  const asksName = () => !props.offer.known || props.offer.role !== 'link-viewer';
  const join = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = asksName() ? field.value.trim() : myName();
    if (asksName() && name === '') {
      field.focus();
      return task.say('Say who you are: the others see this name beside what you do.');
    }
    if (await task.run(() => share.join(name))) props.onJoined();
  };
  return (
    <form class="join-form" onSubmit={(event) => void join(event)}>
      <p class="join-name">{props.offer.name}</p>
      <Show when={asksName()}>
        <p>{offerWords(props.offer.role)}</p>
      </Show>
      <Show when={props.offer.known}>
        <p class="share-note">This workspace is in this browser already: joining goes there.</p>
      </Show>
      <Show when={props.offer.words.length > 0}>
        <WordList words={props.offer.words} />
        <p class="share-text muted">
          Ask whoever gave you the link for their six words. If they differ, this is not their workspace.
        </p>
      </Show>
      <Show when={asksName()}>
        <label for={id}>Your name</label>
        <input
          ref={(element) => {
            field = element;
            queueMicrotask(() => element.focus());
          }}
          id={id}
          class="field"
          maxlength={MAX_NAME}
          autocomplete="name"
          value={myName()}
        />
      </Show>
      <Show when={!props.offer.known}>
        <p class="share-text muted">
          Joining makes a workspace of its own in this browser and connects to the others of it. Your other
          workspaces stay as they are, and nobody sees them.
        </p>
      </Show>
      <ProblemLine text={task.problem()} />
      <div class="share-actions is-end">
        <Button onClick={() => props.onLeave()}>Not now</Button>
        <Button type="submit" variant="primary" disabled={task.isBusy()}>
          Join
        </Button>
        <span role="status" class="unseen">
          {task.isBusy() ? 'Joining …' : ''}
        </span>
      </div>
    </form>
  );
}
