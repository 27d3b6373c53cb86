import { createUniqueId, type JSX, Show } from 'solid-js';
import type { MlflowSettings } from '../../../rpc/export-api.ts';
import type { ExportFormProps, ExportKind } from './export-form.ts';

export function mlflowKind(format: MlflowSettings['format']): ExportKind<MlflowSettings> {
  const isFolder = format === 'mlflow-folder';
  return {
    initial: { format, withArtifacts: isFolder, artifactRoot: '' },
    Form: MlflowForm,
    download: ({ withArtifacts }) => (isFolder || withArtifacts ? 'Download zip' : 'Download mlflow.db'),
    fileName: (title, { withArtifacts }) =>
      isFolder ? `${title} mlruns` : withArtifacts ? `${title} mlflow.db` : 'mlflow',
    hint: isFolder ? FolderHint : DatabaseHint,
    intoFolder: isFolder,
  };
}

function MlflowForm(props: ExportFormProps<MlflowSettings>): JSX.Element {
  const id = createUniqueId();
  const change = (changed: Partial<MlflowSettings>) => props.onChange({ ...props.settings, ...changed });
  return (
    <>
      <label class="export-check">
        <input
          type="checkbox"
          checked={props.settings.withArtifacts}
          onChange={(event) => change({ withArtifacts: event.currentTarget.checked })}
        />
        With the artifacts that are kept here
      </label>
      <Show when={props.settings.withArtifacts}>
        <label for={`${id}-root`}>Folder where it will lie</label>
        <input
          id={`${id}-root`}
          class="field"
          type="text"
          placeholder="Wherever MLflow is started"
          autocomplete="off"
          spellcheck={false}
          value={props.settings.artifactRoot}
          onInput={(event) => change({ artifactRoot: event.currentTarget.value })}
        />
      </Show>
      <p class="muted">
        <Show
          when={props.settings.withArtifacts}
          fallback={<>Addresses of artifacts stay as they were recorded. </>}
        >
          MLflow finds the artifacts when it is started in the folder that holds mlruns, or anywhere when you
          say here where that will be.{' '}
        </Show>
        Names, tags, notes, deletions, moves and the registry go along as they are here. Stars, colours,
        collections, views, rules and the history of the registry have no place in MLflow.
      </p>
    </>
  );
}

function DatabaseHint(): JSX.Element {
  return (
    <>
      Open it with <code>mlflow ui --backend-store-uri sqlite:///mlflow.db</code>. MLflow 2.8 to 2.11 read it
      as it is; later ones bring its schema up to date when they open it.
    </>
  );
}

function FolderHint(): JSX.Element {
  return (
    <>
      Open it with <code>mlflow ui --backend-store-uri ./mlruns</code>. From MLflow 3.13 on, set{' '}
      <code>MLFLOW_ALLOW_FILE_STORE=true</code> first.
    </>
  );
}
