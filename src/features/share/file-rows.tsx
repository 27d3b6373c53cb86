import { createSignal, type JSX, Show } from 'solid-js';
import { isAbort } from '../../base/abort.ts';
import { formatPlural } from '../../base/format.ts';
import { useShare } from '../../state/share.ts';
import { folderPicker, type PickFolder } from '../../ui/pickers.ts';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';
import { WayRow } from './way-row.tsx';

/** What comes in by a file, and a folder that others see too. */
export function FileRows(props: { readonly ready: boolean }): JSX.Element {
  const share = useShare();
  const importing = createShareTask();
  const opening = createShareTask();
  const [outcome, setOutcome] = createSignal<string | null>(null);
  const [folderName, setFolderName] = createSignal<string | null>(null);
  const pickFolder = folderPicker();
  let input!: HTMLInputElement;
  const take = (file: File) =>
    importing.run(async () => {
      setOutcome(null);
      const { changes, chunks, letIn } = await share.importFromTeammate(file);
      setOutcome(`${file.name}: ${takenWords(changes, chunks, letIn)}`);
    });
  const useFolder = async (pick: PickFolder) => {
    let folder: FileSystemDirectoryHandle;
    try {
      folder = await pick({ mode: 'readwrite' });
    } catch (error) {
      if (!isAbort(error)) opening.say('The browser did not give access to this folder. Choose another one.');
      return;
    }
    if (await opening.run(() => share.useFolder(folder))) setFolderName(folder.name);
  };
  return (
    <>
      <WayRow
        button="Import from a teammate"
        text="Takes in such a file from somebody of this workspace."
        disabled={!props.ready || importing.isBusy()}
        onClick={() => input.click()}
      >
        <input
          ref={input}
          type="file"
          class="unseen"
          tabindex="-1"
          aria-label="File from a teammate"
          accept=".cairn-sync"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file) void take(file);
          }}
        />
        <p role="status" class="way-more" hidden={outcome() === null && !importing.isBusy()}>
          {importing.isBusy() ? 'Reading the file …' : outcome()}
        </p>
        <ProblemLine text={importing.problem()} />
      </WayRow>
      <Show when={pickFolder} keyed>
        {(pick) => (
          <WayRow
            button="Use a shared folder"
            text="A folder that all of you see (Dropbox, a network drive, git): encrypted files are put there and read from there."
            disabled={!props.ready || opening.isBusy()}
            onClick={() => void useFolder(pick)}
          >
            <p role="status" class="way-more" hidden={folderName() === null}>
              Using the folder “{folderName()}” while this page is open.
            </p>
            <ProblemLine text={opening.problem()} />
          </WayRow>
        )}
      </Show>
    </>
  );
}

function takenWords(changes: number, chunks: number, letIn: number): string {
  const words: string[] = [];
  if (changes + chunks > 0)
    words.push(`${formatPlural(changes, 'change')} and ${formatPlural(chunks, 'piece')} of data came in.`);
  if (letIn > 0) words.push('Whoever sent it is let in now: send a file back, so that they learn of it.');
  return words.length === 0 ? 'nothing new.' : words.join(' ');
}
