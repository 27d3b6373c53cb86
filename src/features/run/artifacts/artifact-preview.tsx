import { createEffect, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js';
import { formatBytes } from '../../../base/format.ts';
import { type ArtifactKind, KIND_HEAD_BYTES, toArtifactKind } from '../../../domain/artifact-kind.ts';
import type { Hash } from '../../../domain/ids.ts';
import type { ArtifactEntry } from '../../../domain/run.ts';
import type { QueryApi } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { useShare } from '../../../state/share.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import type { ArtifactFile } from './artifact-tree.ts';
import { MissingArtifact } from './missing-artifact.tsx';
import { PreviewBody } from './preview-body.tsx';
import { saveArtifact } from './save-artifact.ts';

export interface LoadedArtifact {
  readonly state: 'loaded';
  readonly entry: ArtifactEntry;
  readonly name: string;
  readonly blob: Blob;
  readonly head: Uint8Array<ArrayBuffer>;
  readonly kind: ArtifactKind;
}

type Loading =
  | LoadedArtifact
  | { readonly state: 'missing'; readonly file: ArtifactFile; readonly chunks: readonly Hash[] }
  | { readonly state: 'failed' };

async function loadArtifact(file: ArtifactFile, api: QueryApi): Promise<Loading> {
  try {
    const result = await api.artifact(file.entry.chunks ?? []);
    if (result.kind === 'missing') return { state: 'missing', file, chunks: result.chunks };
    const { blob } = result;
    const head = new Uint8Array(await blob.slice(0, KIND_HEAD_BYTES).arrayBuffer());
    const kind = toArtifactKind(file.name, head);
    return { state: 'loaded', entry: file.entry, name: file.name, blob, head, kind };
  } catch (error) {
    console.error('artifact not read', error);
    return { state: 'failed' };
  }
}

/** One file: what it is called, how large it is, its way out, and what can be shown of it. */
export function ArtifactPreview(props: {
  readonly file: ArtifactFile;
  /** In place of the path, where that is no name for people. */
  readonly title?: string;
  /** Below the head. */
  readonly children?: JSX.Element;
}): JSX.Element {
  const { api, version } = useQuery();
  const share = useShare();
  const [attempt, setAttempt] = createSignal(0);
  const loading = createNewestAnswer(
    () => (props.file.entry.chunks === null ? undefined : { file: props.file, attempt: attempt() }),
    ({ file }) => loadArtifact(file, api),
  );
  const ready = () => {
    const known = loading();
    return known?.state === 'loaded' ? known : undefined;
  };
  const missing = () => {
    const known = loading();
    return known?.state === 'missing' ? known : undefined;
  };
  // What is not here may have come since; what is shown is not loaded again.
  createEffect(
    on(
      [() => share.view().transfer.artifacts.here, version],
      () => {
        if (missing()) setAttempt((n) => n + 1);
      },
      { defer: true },
    ),
  );
  return (
    <div class="artifact-preview">
      <div class="artifact-head">
        <h3 class="artifact-path" title={props.file.entry.path}>
          {props.title ?? props.file.entry.path}
        </h3>
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
      {props.children}
      <Switch fallback={<Skeleton lines={4} class="artifact-loading" />}>
        <Match when={props.file.entry.chunks === null}>
          <p class="runpage-none">
            Not kept. The import listed this file of {formatBytes(props.file.entry.sizeBytes)} without its
            bytes, because it is larger than the limit for one file or the room for artifacts was used up.
            Raise the limits under Settings and import again to see it.
          </p>
        </Match>
        <Match when={missing()}>{(known) => <MissingArtifact chunks={known().chunks} />}</Match>
        <Match when={loading()?.state === 'failed'}>
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
