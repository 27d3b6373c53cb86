import { type JSX, lazy, Match, Show, Switch } from 'solid-js';
import type { TableFormat } from '../../../rpc/table-api.ts';
import type { LoadedArtifact } from './artifact-preview.tsx';
import { PreviewMlModelFile } from './files/preview-mlmodel.tsx';
import { PreviewModelFile } from './files/preview-model-file.tsx';
import { PreviewHex } from './preview-hex.tsx';
import { PreviewImage } from './preview-image.tsx';
import { PreviewJson } from './preview-json.tsx';
import { PreviewMarkdown } from './preview-markdown.tsx';
import { PreviewMedia } from './preview-media.tsx';
import { PreviewTable } from './preview-table.tsx';
import { PreviewText } from './preview-text.tsx';

// Rare and large parts.
const PreviewHtml = lazy(async () => ({ default: (await import('./preview-html.tsx')).PreviewHtml }));
const PreviewNotebook = lazy(async () => ({
  default: (await import('./preview-notebook.tsx')).PreviewNotebook,
}));
const PreviewFigure = lazy(async () => ({
  default: (await import('./preview-figure.tsx')).PreviewFigure,
}));
const PreviewSteps = lazy(async () => ({ default: (await import('./preview-steps.tsx')).PreviewSteps }));
const PreviewPdf = lazy(async () => ({ default: (await import('./preview-pdf.tsx')).PreviewPdf }));

export function PreviewBody(props: { readonly artifact: LoadedArtifact }): JSX.Element {
  const kind = () => props.artifact.kind;
  const mime = () => {
    const one = kind();
    return one.kind === 'image' ? one.mime : undefined;
  };
  const media = () => {
    const one = kind();
    return one.kind === 'audio' || one.kind === 'video' ? one : undefined;
  };
  const steps = () => {
    const one = kind();
    return one.kind === 'steps' ? one.of : undefined;
  };
  const flavour = () => {
    const one = kind();
    return one.kind === 'text' ? one.flavour : undefined;
  };
  const table = (): TableFormat | undefined => {
    const one = kind().kind;
    if (one === 'json-table') return 'json';
    return one === 'csv' || one === 'parquet' ? one : undefined;
  };
  const format = () => {
    const one = kind();
    return one.kind === 'model-file' ? one.format : undefined;
  };
  return (
    <Show when={props.artifact.blob.size > 0}>
      <Switch>
        <Match when={mime()}>{(type) => <PreviewImage blob={props.artifact.blob} mime={type()} />}</Match>
        <Match when={format()}>
          {(which) => <PreviewModelFile artifact={props.artifact} format={which()} />}
        </Match>
        <Match when={kind().kind === 'mlmodel'}>
          <PreviewMlModelFile artifact={props.artifact} />
        </Match>
        <Match when={media()}>
          {(one) => <PreviewMedia blob={props.artifact.blob} kind={one().kind} mime={one().mime} />}
        </Match>
        <Match when={steps()}>{(of) => <PreviewSteps blob={props.artifact.blob} of={of()} />}</Match>
        <Match when={kind().kind === 'notebook'}>
          <PreviewNotebook blob={props.artifact.blob} />
        </Match>
        <Match when={kind().kind === 'pdf'}>
          <PreviewPdf blob={props.artifact.blob} />
        </Match>
        <Match when={flavour() === 'html'}>
          <PreviewHtml blob={props.artifact.blob} name={props.artifact.name} />
        </Match>
        <Match when={kind().kind === 'json' && looksLikeFigure(props.artifact.head)}>
          <PreviewFigure blob={props.artifact.blob} />
        </Match>
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
          {(which) => <PreviewText blob={props.artifact.blob} flavour={which()} />}
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

/** Plotly writes its data or its layout first; whether it is a chart is told when it is read. */
function looksLikeFigure(head: Uint8Array<ArrayBuffer>): boolean {
  return /^\s{0,20}\{\s{0,20}"(?:data|layout)"\s{0,20}:/.test(
    new TextDecoder().decode(head.subarray(0, 100)),
  );
}
