import { createSignal, type JSX, Show } from 'solid-js';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { NO_STAGE } from '../../domain/registry/stages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { presentVersions } from './model-list.ts';
import { createRegistryActs, subjectName } from './registry-acts.ts';
import { WhyField } from './why-field.tsx';

/** Deletes a model or a version, with the reason for the history; both can be restored. */
export function DeleteDialog(props: {
  readonly open: boolean;
  readonly subject: RegisteredModel | ModelVersion;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={`Delete ${subjectName(props.subject)}`}>
      <DeleteForm subject={props.subject} onClose={props.onClose} />
    </Dialog>
  );
}

function DeleteForm(props: {
  readonly subject: RegisteredModel | ModelVersion;
  readonly onClose: () => void;
}): JSX.Element {
  const acts = createRegistryActs();
  const [why, setWhy] = createSignal('');
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    acts.setDeleted(props.subject, true, why());
    props.onClose();
  };
  return (
    <form class="models-form" onSubmit={save}>
      <Show when={inUse(props.subject)}>
        {(uses) => (
          <p class="models-hint">
            In use: {uses()}. Nobody finds it there until it is restored, which brings that back.
          </p>
        )}
      </Show>
      <WhyField text={why()} onInput={setWhy} />
      <div class="models-form-actions">
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" variant="primary" autofocus>
          Delete
        </Button>
      </div>
    </form>
  );
}

/** Stages and aliases that lead to it; '' for none. */
function inUse(subject: RegisteredModel | ModelVersion): string {
  if ('ref' in subject) return usesOf(subject).join(', ');
  return presentVersions(subject)
    .flatMap((version) => usesOf(version).map((use) => `${use} (version ${version.number})`))
    .slice(0, 20)
    .join(', ');
}

function usesOf({ stage, aliases }: ModelVersion): readonly string[] {
  const stages = stage === NO_STAGE || stage === 'Archived' ? [] : [stage];
  return [...stages, ...aliases.map((alias) => `@${alias}`)];
}
