import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { formatBytes } from '../../base/format.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';
import { SubPage } from './sub-page.tsx';

const EVERYBODY = '';

/** A file for somebody who cannot be met: what they lack as far as is known here, or all there is. */
export function ExportPanel(props: { readonly workspace: string; readonly onDone: () => void }): JSX.Element {
  const share = useShare();
  const task = createShareTask();
  const id = createUniqueId();
  const [device, setDevice] = createSignal(EVERYBODY);
  const [withArtifacts, setWithArtifacts] = createSignal(true);
  const [saved, setSaved] = createSignal<string | null>(null);
  const others = () => share.view().members.filter((member) => !member.isMe && member.role !== 'removed');
  const nameOf = () => others().find((member) => member.device === device())?.name ?? null;
  const save = () =>
    task.run(async () => {
      setSaved(null);
      const name = nameOf();
      const blob = await share.exportForTeammate(name === null ? null : device(), withArtifacts());
      const file = toFileName(
        name === null ? props.workspace : `${props.workspace} for ${name}`,
        'cairn-sync',
      );
      saveBlob(blob, file);
      setSaved(`${file}, ${formatBytes(blob.size)}, is in your downloads.`);
    });
  return (
    <SubPage title="Export for a teammate" back="Back" onBack={props.onDone}>
      <form
        class="export-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label for={id}>What goes in</label>
        <select
          id={id}
          class="field"
          value={device()}
          onChange={(event) => setDevice(event.currentTarget.value)}
        >
          <option value={EVERYBODY}>Everything</option>
          <For each={others()}>
            {(member) => <option value={member.device}>What {member.name} lacks</option>}
          </For>
        </select>
        <label class="share-check">
          <input
            type="checkbox"
            checked={withArtifacts()}
            onChange={(event) => setWithArtifacts(event.currentTarget.checked)}
          />
          With the artifacts that are here
        </label>
        <p class="share-text muted">
          The file is encrypted with the key of this workspace. Whoever gets it takes it in with “Import from
          a teammate”, however often: what is known already changes nothing.
          <Show when={nameOf()}>
            {(name) => <> What {name()} lacks is judged by when your browsers last met.</>}
          </Show>
        </p>
        <div class="share-actions">
          <Button type="submit" variant="primary" disabled={task.isBusy()}>
            {task.isBusy() ? 'Writing …' : 'Download file'}
          </Button>
          <span role="status">{saved() ?? ''}</span>
        </div>
        <ProblemLine text={task.problem()} />
      </form>
    </SubPage>
  );
}
