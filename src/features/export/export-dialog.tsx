import { createSignal, createUniqueId, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { ExportFormat, ExportScope } from '../../rpc/export-api.ts';
import { useEdits } from '../../state/edits.ts';
import type { ExportSubject } from '../../state/export-subject.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import './export.css';
import { EndedView } from './ended-view.tsx';
import { createExportTask } from './export-task.ts';
import { FORMAT_NAMES, progressText } from './export-words.ts';

type ScopeKind = ExportScope['kind'];

/** What to take along, then how far it is, then what became of it. Closing it cancels. */
export function ExportDialog(props: {
  readonly format: ExportFormat;
  readonly subject: ExportSubject;
  readonly onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  const edits = useEdits();
  const query = useQuery();
  const task = createExportTask();
  const scopes = scopesOf(props.subject);
  const [kind, setKind] = createSignal<ScopeKind>(scopes[0]![0]);
  const [withArtifacts, setWithArtifacts] = createSignal(props.format === 'mlflow-folder');
  const [root, setRoot] = createSignal('');
  const canPick = props.format === 'mlflow-folder' && 'showDirectoryPicker' in window;

  const write = async (folder: FileSystemDirectoryHandle | null) => {
    const result = await task.start({
      workspace: query.workspace(),
      edits: edits.projection(),
      format: props.format,
      scope: toScope(kind(), props.subject),
      withArtifacts: withArtifacts(),
      artifactRoot: withArtifacts() ? root() : '',
      folder,
      atMs: Date.now(),
    });
    if (result?.kind === 'file') saveBlob(result.file, nameOf(props.format, props.subject, result.ending));
  };
  const pick = async () => {
    const picker = window as unknown as FolderPicker;
    const folder = await picker.showDirectoryPicker({ mode: 'readwrite' }).catch(() => null);
    if (folder) await write(folder);
  };
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
          <Show when={canPick}>
            <Button icon="folder" onClick={() => void pick()}>
              Write into a folder
            </Button>
          </Show>
          <Button variant="primary" icon="download" onClick={() => void write(null)}>
            {props.format === 'mlflow-db' && !withArtifacts() ? 'Download mlflow.db' : 'Download zip'}
          </Button>
        </Show>
      }
    >
      <fieldset class="export-choices" aria-label="What to export" disabled={isRunning()}>
        <label for={`${id}-scope`}>What goes in</label>
        <select
          id={`${id}-scope`}
          class="field"
          value={kind()}
          onChange={(event) => setKind(event.currentTarget.value as ScopeKind)}
        >
          <For each={scopes}>{([value, text]) => <option value={value}>{text}</option>}</For>
        </select>
        <label class="export-check">
          <input
            type="checkbox"
            checked={withArtifacts()}
            onChange={(event) => setWithArtifacts(event.currentTarget.checked)}
          />
          With the artifacts that are kept here
        </label>
        <Show when={withArtifacts()}>
          <label for={`${id}-root`}>Folder where it will lie</label>
          <input
            id={`${id}-root`}
            class="field"
            type="text"
            placeholder="Wherever MLflow is started"
            autocomplete="off"
            spellcheck={false}
            value={root()}
            onInput={(event) => setRoot(event.currentTarget.value)}
          />
        </Show>
        <p class="muted">
          <Show when={withArtifacts()} fallback={<>Addresses of artifacts stay as they were recorded. </>}>
            MLflow finds the artifacts when it is started in the folder that holds mlruns, or anywhere when
            you say here where that will be.{' '}
          </Show>
          Names, tags, notes, deletions, moves and the registry go along as they are here. Stars, colours,
          collections, views, rules and the history of the registry have no place in MLflow.
        </p>
      </fieldset>
      <div role="status" class="export-state">
        <Switch>
          <Match when={running()}>
            {(state) => (
              <>
                <progress
                  class="export-bar"
                  aria-label="Exporting"
                  value={state().progress?.runs ?? 0}
                  max={Math.max(1, state().progress?.ofRuns ?? 1)}
                />
                <p>{progressText(state().progress ?? STARTING)}</p>
              </>
            )}
          </Match>
          <Match when={!isRunning()}>
            <EndedView state={task.state()} format={props.format} />
          </Match>
        </Switch>
      </div>
    </Dialog>
  );
}

interface FolderPicker {
  showDirectoryPicker(options: { readonly mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

const STARTING = { stage: 'opening', runs: 0, ofRuns: 0, bytes: 0 } as const;

/** The narrowest first: whoever has chosen runs means them. */
function scopesOf({ experiments, selected }: ExportSubject): readonly (readonly [ScopeKind, string])[] {
  const all: [ScopeKind, string][] = [];
  if (selected.length > 0) all.push(['runs', `${formatPlural(selected.length, 'selected run')}`]);
  if (experiments !== 'all')
    all.push(['experiments', experiments.length === 1 ? 'This experiment' : 'These experiments']);
  all.push(['all', 'The whole workspace']);
  return all;
}

function toScope(kind: ScopeKind, { experiments, selected }: ExportSubject): ExportScope {
  if (kind === 'runs') return { kind, runs: selected };
  return kind === 'experiments' && experiments !== 'all' ? { kind, experiments } : { kind: 'all' };
}

function nameOf(format: ExportFormat, { title }: ExportSubject, ending: 'db' | 'zip'): string {
  if (ending === 'db') return 'mlflow.db';
  return toFileName(`${title} ${format === 'mlflow-db' ? 'mlflow.db' : 'mlruns'}`, ending);
}
