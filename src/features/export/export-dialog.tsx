import { createMemo, createSignal, createUniqueId, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { ExportSettings } from '../../rpc/export-api.ts';
import { useEdits } from '../../state/edits.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { folderPicker, savePicker } from '../../ui/pickers.ts';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { showToast } from '../../ui/toast.tsx';
import './export.css';
import { useWatch } from '../../state/watch.ts';
import { EndedView } from './ended-view.tsx';
import { ExportBar } from './export-bar.tsx';
import { createExportTask } from './export-task.ts';
import { FORMAT_NAMES, progressText } from './export-words.ts';
import type { PlainFormat } from './forms/export-form.ts';
import { kindOf } from './forms/kinds.ts';
import { type ScopeChoice, scopeChoices } from './scope-choices.ts';

/** What to take along, then how far it is, then what became of it. Closing it cancels. */
export function ExportDialog(props: {
  readonly format: PlainFormat;
  readonly subject: ExportSubject;
  readonly onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  const edits = useEdits();
  const query = useQuery();
  const task = createExportTask(useWatch().store);
  /** Counts and tables change below it; which choices there are does not. */
  const scopes = createMemo(() => scopeChoices(props.subject));
  const kind = kindOf(props.format);
  const [scope, setScope] = createSignal(scopes()[0]!.id);
  const [settings, setSettings] = createSignal<ExportSettings>(kind.initial);
  const pickFolder = kind.intoFolder ? folderPicker() : null;
  const pickFile = kind.intoFile ? savePicker() : null;

  const chosenChoice = () => scopes().find((one) => one.id === scope()) ?? scopes()[0]!;
  const write = async (folder: FileSystemDirectoryHandle | null, file?: FileSystemFileHandle) => {
    const chosen = settings();
    const result = await task.start(async () => {
      const chosenScope = await chosenChoice()
        .toScope()
        .catch(() => null);
      if (chosenScope === null) {
        showToast({ text: 'The table changed meanwhile. Try again.', tone: 'failed' });
        return null;
      }
      return {
        workspace: query.workspace(),
        edits: edits.projection(),
        scope: chosenScope,
        settings: chosen,
        folder,
        ...(file ? { file } : {}),
        atMs: Date.now(),
      };
    });
    if (result?.kind === 'file' && !file)
      saveBlob(result.file, toFileName(kind.fileName(props.subject.title, chosen), result.ending));
  };
  const pick = async () => {
    const folder = await pickFolder?.({ mode: 'readwrite' }).catch(() => null);
    if (folder) await write(folder);
  };
  const name = async () => {
    const chosen = settings();
    const suggestedName = toFileName(
      kind.fileName(props.subject.title, chosen),
      kind.ending?.(chosen) ?? 'zip',
    );
    const file = await pickFile?.({ suggestedName }).catch(() => null);
    if (file) await write(null, file);
  };
  const isEmpty = () => kind.isEmpty?.(settings()) === true;
  const isRunning = () => task.state().kind === 'running';
  const running = () => {
    const state = task.state();
    return state.kind === 'running' ? state : null;
  };

  return (
    <Dialog
      open
      onClose={props.onClose}
      title={FORMAT_NAMES[props.format]}
      class="export-dialog"
      footer={
        <Show when={!isRunning()} fallback={<Button onClick={() => task.cancel()}>Cancel export</Button>}>
          <Show when={pickFolder}>
            <Button icon="folder" onClick={() => void pick()}>
              Write into a folder
            </Button>
          </Show>
          <Show when={pickFile}>
            <Button icon="file" disabled={isEmpty()} onClick={() => void name()}>
              Save as …
            </Button>
          </Show>
          <Button variant="primary" icon="download" disabled={isEmpty()} onClick={() => void write(null)}>
            {kind.download(settings())}
          </Button>
        </Show>
      }
    >
      <fieldset class="export-choices" aria-label="What to export" disabled={isRunning()}>
        <label for={`${id}-scope`}>What goes in</label>
        <select
          id={`${id}-scope`}
          class="field"
          onChange={(event) => setScope(event.currentTarget.value as ScopeChoice['id'])}
        >
          <For each={scopes()}>
            {(one) => (
              <option value={one.id} selected={one.id === scope()}>
                {one.text}
              </option>
            )}
          </For>
        </select>
        <kind.Form
          settings={settings()}
          onChange={setSettings}
          areRunsChosen={areRunsChosen(chosenChoice())}
        />
      </fieldset>
      <div role="status" class="export-state">
        <Switch>
          <Match when={running()}>
            {(state) => (
              <>
                <ExportBar progress={state().progress} />
                <p>{progressText(state().progress ?? STARTING)}</p>
              </>
            )}
          </Match>
          <Match when={!isRunning()}>
            <EndedView state={task.state()} hint={kind.hint} />
          </Match>
        </Switch>
      </div>
    </Dialog>
  );
}

const STARTING = { stage: 'opening', runs: 0, ofRuns: 0, bytes: 0 } as const;

/** Run by run, so that deleted ones among them are meant. */
function areRunsChosen({ id }: ScopeChoice): boolean {
  return id === 'selected' || id === 'matching';
}
