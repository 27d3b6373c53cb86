import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes, formatPlural } from '../../../../base/format.ts';
import type { ModelFileFormat } from '../../../../domain/artifact-kind.ts';
import type {
  Inspection,
  InspectionFault,
  NumpyArchive,
  Unreadable,
} from '../../../../rpc/file-inspection.ts';
import { inspectFile } from '../../../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../../../state/newest-answer.ts';
import { Button } from '../../../../ui/button.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import type { LoadedArtifact } from '../artifact-preview.tsx';
import { PreviewHex } from '../preview-hex.tsx';
import { FileFacts, FileList, shapeText } from './file-parts.tsx';
import { toModelFileView } from './model-file-view.ts';
import { PreviewArray } from './preview-array.tsx';

const FAULTS: Readonly<Record<InspectionFault, string>> = {
  'cut-short': 'The file ends before its header does.',
  damaged: 'The header is damaged: it begins as this format does and does not go on as it should.',
  'too-large': 'The header is larger than any that is credible, so it was not read.',
  version: 'This version of the format is not known here.',
  slow: 'Reading the header took too long and was stopped.',
};

/** A data or model file: what can be told of it without running anything. */
export function PreviewModelFile(props: {
  readonly artifact: LoadedArtifact;
  readonly format: ModelFileFormat;
}): JSX.Element {
  const [member, setMember] = createSignal<string | null>(null);
  const found = createNewestAnswer(
    () => props.artifact,
    ({ blob }) => inspectFile(props.format, blob, null),
  );
  const archive = () => {
    const known = found();
    return known?.kind === 'npz' ? known : undefined;
  };
  return (
    <Show when={found()} fallback={<Skeleton lines={4} class="artifact-loading" />}>
      {(known) => (
        <Show
          when={archive()}
          fallback={<FileView found={known()} artifact={props.artifact} member={null} />}
        >
          {(list) => (
            <Show when={member()} keyed fallback={<MemberList archive={list()} onOpen={setMember} />}>
              {(name) => <MemberView artifact={props.artifact} name={name} onBack={() => setMember(null)} />}
            </Show>
          )}
        </Show>
      )}
    </Show>
  );
}

function FileView(props: {
  readonly found: Inspection;
  readonly artifact: LoadedArtifact;
  readonly member: string | null;
}): JSX.Element {
  const fault = (): Unreadable | undefined => (props.found.kind === 'unreadable' ? props.found : undefined);
  const array = () => (props.found.kind === 'npy' ? props.found : undefined);
  const view = () => toModelFileView(props.found);
  return (
    <Switch>
      <Match when={fault()}>
        {(known) => (
          <>
            <p class="file-warning">{FAULTS[known().reason]}</p>
            <PreviewHex head={props.artifact.head} sizeBytes={props.artifact.blob.size} />
          </>
        )}
      </Match>
      <Match when={array()}>
        {(known) => <PreviewArray array={known()} blob={props.artifact.blob} member={props.member} />}
      </Match>
      <Match when={view()}>
        {(known) => (
          <>
            <FileFacts facts={known().facts} />
            <For each={known().notes}>{(note) => <p class="artifact-note">{note}</p>}</For>
            <For each={known().warnings}>{(text) => <p class="file-warning">{text}</p>}</For>
            <For each={known().lists}>{(list) => <FileList {...list} />}</For>
          </>
        )}
      </Match>
    </Switch>
  );
}

function MemberList(props: {
  readonly archive: NumpyArchive;
  readonly onOpen: (name: string) => void;
}): JSX.Element {
  return (
    <>
      <p class="artifact-note">
        {formatPlural(props.archive.members.length + props.archive.leftOut, 'array')} in this archive.
      </p>
      <div class="file-list-box">
        <table class="runpage-table is-small" aria-label="Arrays">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Shape</th>
              <th scope="col" class="is-number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={props.archive.members}>
              {(one) => (
                <tr>
                  <th scope="row">
                    <button type="button" class="runpage-link" onClick={() => props.onOpen(one.name)}>
                      {one.name}
                    </button>
                  </th>
                  <td>{one.type || 'not an array'}</td>
                  <td>{one.type === '' ? '' : shapeText(one.shape)}</td>
                  <td class="is-number">{formatBytes(one.sizeBytes)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={props.archive.leftOut > 0}>
        <p class="artifact-note">{formatPlural(props.archive.leftOut, 'more array')} not listed.</p>
      </Show>
    </>
  );
}

function MemberView(props: {
  readonly artifact: LoadedArtifact;
  readonly name: string;
  readonly onBack: () => void;
}): JSX.Element {
  const found = createNewestAnswer(
    () => props.name,
    (name) => inspectFile('npz', props.artifact.blob, name),
  );
  return (
    <>
      <div class="file-tools">
        <Button small icon="chevron-left" onClick={() => props.onBack()}>
          All arrays
        </Button>
        <strong>{props.name}</strong>
      </div>
      <Show when={found()} fallback={<Skeleton lines={4} class="artifact-loading" />}>
        {(known) => <FileView found={known()} artifact={props.artifact} member={props.name} />}
      </Show>
    </>
  );
}
