import { type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes } from '../../../base/format.ts';
import type { ArtifactEntry } from '../../../domain/run.ts';
import type { QueryApi } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { type ArtifactKind, KIND_HEAD_BYTES, toArtifactKind } from './artifact-kind.ts';
import type { ArtifactFile } from './artifact-tree.ts';
import { PreviewBody } from './preview-body.tsx';
import { saveArtifact } from './save-artifact.ts';

export interface LoadedArtifact {
  readonly entry: ArtifactEntry;
  readonly name: string;
  readonly blob: Blob;
  readonly head: Uint8Array<ArrayBuffer>;
  readonly kind: ArtifactKind;
}

/** null when the bytes cannot be had. */
async function loadArtifact(file: ArtifactFile, api: QueryApi): Promise<LoadedArtifact | null> {
  try {
    const blob = await api.artifact(file.entry.chunks ?? []);
    const head = new Uint8Array(await blob.slice(0, KIND_HEAD_BYTES).arrayBuffer());
    return { entry: file.entry, name: file.name, blob, head, kind: toArtifactKind(file.name, head) };
  } catch (error) {
    console.error('artifact not read', error);
    return null;
  }
}

/** One file: what it is called, how large it is, its way out, and what can be shown of it. */
export function ArtifactPreview(props: { readonly file: ArtifactFile }): JSX.Element {
  const { api } = useQuery();
  const loaded = createNewestAnswer(
    () => (props.file.entry.chunks === null ? undefined : props.file),
    (file) => loadArtifact(file, api),
  );
  const ready = () => loaded() || undefined;
  return (
    <div class="artifact-preview">
      <div class="artifact-head">
        <h3 class="artifact-path">{props.file.entry.path}</h3>
        <span class="muted">{formatBytes(props.file.entry.sizeBytes)}</span>
        <div class="runpage-region-tools">
          <CopyButton label="Copy path" text={props.file.entry.path} />
          <Button
            small
            icon="download"
            disabled={ready() === undefined}
            onClick={() => saveArtifact(props.file.name, ready()!.blob)}
          >
            Download
          </Button>
        </div>
      </div>
      <Switch fallback={<Skeleton lines={4} class="artifact-loading" />}>
        <Match when={props.file.entry.chunks === null}>
          <p class="runpage-none">
            Not kept. The import listed this file of {formatBytes(props.file.entry.sizeBytes)} without its
            bytes, because it is larger than the limit for one file or the room for artifacts was used up.
            Raise the limits under Settings and import again to see it.
          </p>
        </Match>
        <Match when={loaded() === null}>
          <p class="runpage-none" role="alert">
            The bytes of this file could not be read from the storage of this browser. Importing it again
            brings them back.
          </p>
        </Match>
        <Match when={ready()}>{(artifact) => <PreviewBody artifact={artifact()} />}</Match>
      </Switch>
      <Show when={ready()?.blob.size === 0}>
        <p class="runpage-none">This file is empty.</p>
      </Show>
    </div>
  );
}
