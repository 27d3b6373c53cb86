import { type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes, formatPlural } from '../../../../base/format.ts';
import {
  type MlField,
  type MlModel,
  type MlModelResult,
  type Requirement,
  toModelAddress,
} from '../../../../domain/ml-model.ts';
import { readMlModel, readRequirements } from '../../../../rpc/preview-client.ts';
import type { QueryApi } from '../../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../../state/newest-answer.ts';
import { useQuery } from '../../../../state/query.ts';
import { CopyButton } from '../../../../ui/copy-button.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import type { LoadedArtifact } from '../artifact-preview.tsx';
import { PreviewText } from '../preview-text.tsx';
import { type Fact, FileFacts, FileList } from './file-parts.tsx';
import { type FindNeighbour, readSmallText, useNeighbours } from './neighbours.ts';

interface ModelCard {
  readonly result: MlModelResult;
  readonly requirements: readonly Requirement[];
  /** The file that names them. */
  readonly requirementsFile: string;
  readonly example: string | null;
}

const EXAMPLE_CHARS = 2000;
/** An `MLmodel` has a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

async function loadCard(artifact: LoadedArtifact, api: QueryApi, find: FindNeighbour): Promise<ModelCard> {
  const text = await artifact.blob.slice(0, MOST_BYTES + 1).text();
  const result = await readMlModel(text);
  const pip = await readSmallText(find(artifact.entry, 'requirements.txt'), api);
  const conda = pip === null ? await readSmallText(find(artifact.entry, 'conda.yaml'), api) : null;
  const requirements =
    pip !== null
      ? await readRequirements('pip', pip)
      : conda !== null
        ? await readRequirements('conda', conda)
        : [];
  const exampleFile = result.ok ? (result.model.example?.file ?? 'input_example.json') : '';
  const example = exampleFile === '' ? null : await readSmallText(find(artifact.entry, exampleFile), api);
  const requirementsFile = pip !== null ? 'requirements.txt' : conda !== null ? 'conda.yaml' : '';
  return { result, requirements, requirementsFile, example };
}

/** An MLflow model: what it takes and gives, what it needs, and how to load it. */
function PreviewMlModel(props: { readonly artifact: LoadedArtifact }): JSX.Element {
  const { api } = useQuery();
  const find = useNeighbours();
  const card = createNewestAnswer(
    () => props.artifact,
    (artifact) => loadCard(artifact, api, find),
  );
  const model = () => {
    const result = card()?.result;
    return result?.ok ? result.model : undefined;
  };
  return (
    <Switch fallback={<Skeleton lines={4} class="artifact-loading" />}>
      <Match when={model()}>{(known) => <ModelView model={known()} card={card()!} />}</Match>
      <Match when={card()}>
        <p class="artifact-note">This file cannot be read as the description of an MLflow model.</p>
      </Match>
    </Switch>
  );
}

function ModelView(props: { readonly model: MlModel; readonly card: ModelCard }): JSX.Element {
  const address = () => toModelAddress(props.model);
  const flavours = () => props.model.flavours;
  const signature = () => props.model.signature;
  return (
    <>
      <FileFacts facts={toFacts(props.model)} />
      <Show when={address()}>{(known) => <LoadSnippet address={known()} />}</Show>
      <Show
        when={signature()}
        fallback={<p class="artifact-note">No signature: what the model takes and gives was not recorded.</p>}
      >
        {(known) => (
          <>
            <FileList title="Inputs" columns={FIELD_COLUMNS} rows={toRows(known().inputs)} />
            <FileList title="Outputs" columns={FIELD_COLUMNS} rows={toRows(known().outputs)} />
            <FileList
              title="Params"
              columns={['Name', 'Type', 'Default']}
              rows={(known().params ?? []).map((one) => [one.name, one.type, one.default])}
            />
            <Show when={known().unread.length > 0}>
              <p class="file-warning">The signature's {known().unread.join(' and ')} could not be read.</p>
            </Show>
          </>
        )}
      </Show>
      <RequirementList card={props.card} files={props.model.environmentFiles} />
      <Show when={props.card.example}>
        {(text) => (
          <section class="file-list" aria-label="Input example">
            <h4>Input example</h4>
            <div class="file-code">
              <pre>{text().slice(0, EXAMPLE_CHARS)}</pre>
            </div>
            <Show when={text().length > EXAMPLE_CHARS}>
              <p class="artifact-note">
                {formatPlural(text().length - EXAMPLE_CHARS, 'more character')} in the file.
              </p>
            </Show>
          </section>
        )}
      </Show>
      <FileList
        title="Flavours"
        columns={['Flavour', 'Says']}
        rows={flavours().map((one) => [
          one.name,
          one.fields
            .filter((field) => field.value !== '')
            .map((field) => `${field.key}: ${field.value}`)
            .join(', '),
        ])}
      />
      <FileList
        title="Metadata"
        columns={['Name', 'Value']}
        rows={props.model.metadata.map((one) => [one.key, one.value])}
      />
    </>
  );
}

const FIELD_COLUMNS = ['Name', 'Type', 'Required'];

function toRows(fields: readonly MlField[] | null): readonly (readonly string[])[] {
  return (fields ?? []).map((one) => [one.name || '(no name)', one.type, one.required ? 'yes' : 'optional']);
}

function toFacts(model: MlModel): readonly Fact[] {
  return [
    ['Model', model.name],
    ['Flavours', model.flavours.map((one) => one.name).join(', ')],
    ['Python', model.pythonVersion],
    ['MLflow', model.mlflowVersion],
    ['Size', model.sizeBytes === null ? '' : formatBytes(model.sizeBytes)],
    ['Saved', model.createdText === '' ? '' : `${model.createdText.replace(/\.\d{1,9}$/, '')} UTC`],
    ['Model ID', model.modelId],
    ['Run ID', model.runId],
  ];
}

function LoadSnippet(props: { readonly address: string }): JSX.Element {
  const code = () => `import mlflow\n\nmodel = mlflow.pyfunc.load_model(${toPythonText(props.address)})`;
  return (
    <div class="file-code">
      <pre>{code()}</pre>
      <CopyButton label="Copy code" text={code()} />
    </div>
  );
}

/** In quotes, with what would end them or the line escaped: it is pasted into a shell of Python. */
function toPythonText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\s/g, ' ')}'`;
}

function RequirementList(props: {
  readonly card: ModelCard;
  readonly files: readonly string[];
}): JSX.Element {
  const loose = () => props.card.requirements.filter((one) => !one.pinned).length;
  return (
    <Show
      when={props.card.requirements.length > 0}
      fallback={
        <p class="artifact-note">
          No requirements beside it
          {props.files.length > 0 ? `: ${props.files.join(' and ')} cannot be read here.` : '.'}
        </p>
      }
    >
      <FileList
        title="Requirements"
        columns={['Package', 'Version']}
        rows={props.card.requirements.map((one) => [one.text, one.pinned ? 'pinned' : 'not pinned'])}
      />
      <p class="artifact-note">
        From {props.card.requirementsFile}
        {loose() > 0 ? `; ${formatPlural(loose(), 'package')} without an exact version.` : '; all pinned.'}
      </p>
    </Show>
  );
}

/** The card, and the file as it is written below it. */
export function PreviewMlModelFile(props: { readonly artifact: LoadedArtifact }): JSX.Element {
  return (
    <>
      <PreviewMlModel artifact={props.artifact} />
      <details class="runpage-details">
        <summary>As it is written</summary>
        <PreviewText blob={props.artifact.blob} flavour="yaml" />
      </details>
    </>
  );
}
