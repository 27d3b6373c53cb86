import { createSignal, type JSX, Show } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { MadeText } from './made-text.tsx';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';
import { WayRow } from './way-row.tsx';

/** The two kinds of link. What was made is shown until the dialog closes: it is a secret. */
export function LinkRows(props: { readonly ready: boolean }): JSX.Element {
  const share = useShare();
  return (
    <>
      <LinkRow
        button="Create viewer link"
        label="Viewer link"
        text="Anybody who has the link can read everything in this workspace, until the keys are changed by removing somebody."
        disabled={!props.ready}
        make={share.createViewerLink}
      />
      <LinkRow
        button="Invite editor"
        label="Editor invitation"
        text={
          share.view().role === 'owner'
            ? 'Lets one person in as an editor: they may change names, tags and notes and add runs.'
            : 'Only an owner can let somebody in as an editor.'
        }
        disabled={!props.ready || share.view().role !== 'owner'}
        make={share.inviteEditor}
      />
    </>
  );
}

function LinkRow(props: {
  readonly button: string;
  readonly label: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly make: () => Promise<string>;
}): JSX.Element {
  const task = createShareTask();
  const [link, setLink] = createSignal<string | null>(null);
  const make = () => task.run(async () => setLink(await props.make()));
  return (
    <WayRow
      button={props.button}
      text={props.text}
      disabled={props.disabled || task.isBusy()}
      onClick={() => void make()}
    >
      <Show when={link()} keyed>
        {(made) => (
          <div class="way-more">
            <MadeText label={props.label} text={made} takesFocus />
          </div>
        )}
      </Show>
      <ProblemLine text={task.problem()} />
    </WayRow>
  );
}
