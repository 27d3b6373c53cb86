import { type JSX, Match, Show, Switch } from 'solid-js';
import type { LoadedArtifact } from './artifact-preview.tsx';
import { PreviewHex } from './preview-hex.tsx';
import { PreviewImage } from './preview-image.tsx';
import { PreviewJson } from './preview-json.tsx';
import { PreviewMarkdown } from './preview-markdown.tsx';
import { PreviewTable } from './preview-table.tsx';
import { PreviewText } from './preview-text.tsx';

export function PreviewBody(props: { readonly artifact: LoadedArtifact }): JSX.Element {
  const kind = () => props.artifact.kind;
  const mime = () => {
    const one = kind();
    return one.kind === 'image' ? one.mime : undefined;
  };
  const flavour = () => {
    const one = kind();
    return one.kind === 'text' ? one.flavour : undefined;
  };
  const table = () => {
    const one = kind().kind;
    return one === 'csv' || one === 'parquet' ? one : undefined;
  };
  return (
    <Show when={props.artifact.blob.size > 0}>
      <Switch>
        <Match when={mime()}>{(type) => <PreviewImage blob={props.artifact.blob} mime={type()} />}</Match>
        <Match when={kind().kind === 'json'}>
          <PreviewJson blob={props.artifact.blob} />
        </Match>
        <Match when={kind().kind === 'markdown'}>
          <PreviewMarkdown blob={props.artifact.blob} />
        </Match>
        <Match when={table()}>
          {(format) => <PreviewTable artifact={props.artifact} format={format()} />}
        </Match>
        <Match when={flavour()}>
          {(which) => (
            <>
              <Show when={which() === 'html'}>
                <p class="artifact-note">Shown as source: as a page it could run scripts.</p>
              </Show>
              <PreviewText blob={props.artifact.blob} flavour={which()} />
            </>
          )}
        </Match>
        <Match when={kind().kind === 'pickle'}>
          <p class="runpage-none">
            Not opened: a pickle can run code when it is read. Download it to open it where you trust it.
          </p>
        </Match>
        <Match when={kind().kind === 'binary'}>
          <PreviewHex head={props.artifact.head} sizeBytes={props.artifact.blob.size} />
        </Match>
      </Switch>
    </Show>
  );
}
