import { createEffect, createSignal, For, type JSX, Match, onCleanup, Show, Switch } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import type { Notebook, NotebookCell, NotebookOutput } from '../../../rpc/notebook.ts';
import { readNotebook } from '../../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { Button } from '../../../ui/button.tsx';
import { MarkdownView } from '../../../ui/markdown/index.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Switch as Toggle } from '../../../ui/switch.tsx';
import { cleanHtml } from './clean-html.ts';
import { CleanHtmlView } from './clean-html-view.tsx';
import { PreviewJson } from './preview-json.tsx';
import './notebook.css';

const CELLS_AT_ONCE = 40;
/** Elements of one output: a table of some hundred rows. */
const OUTPUT_ELEMENTS = 4_000;

/** A notebook as it was saved. Its code and whatever its outputs hold is never run. */
export function PreviewNotebook(props: { readonly blob: Blob }): JSX.Element {
  const [asSource, setAsSource] = createSignal(false);
  const answer = createNewestAnswer(() => props.blob, readNotebook);
  const notebook = () => {
    const known = answer();
    return known?.kind === 'notebook' ? known.notebook : undefined;
  };
  return (
    <Switch fallback={<Skeleton lines={6} class="artifact-loading" />}>
      <Match when={answer() && !notebook()}>
        <p class="artifact-note">Not a notebook that can be laid out. Shown as it is written.</p>
        <PreviewJson blob={props.blob} />
      </Match>
      <Match when={notebook()}>
        {(known) => (
          <>
            <div class="artifact-bar">
              <span class="muted">
                {formatCount(known().cellCount)} cells{known().language && `, ${known().language}`}, as saved:
                nothing is run
              </span>
              <Toggle label="Source" checked={asSource()} onChange={setAsSource} />
            </div>
            <Show when={!asSource()} fallback={<PreviewJson blob={props.blob} />}>
              <Cells notebook={known()} />
            </Show>
          </>
        )}
      </Match>
    </Switch>
  );
}

function Cells(props: { readonly notebook: Notebook }): JSX.Element {
  const [count, setCount] = createSignal(CELLS_AT_ONCE);
  const cells = () => props.notebook.cells;
  const left = () => props.notebook.cellCount - Math.min(count(), cells().length);
  return (
    <ScrollBox class="artifact-view notebook" label="Notebook">
      <For each={cells().slice(0, count())}>{(cell) => <Cell cell={cell} />}</For>
      <Show when={left() > 0}>
        <div class="runpage-more">
          <Show when={count() < cells().length}>
            <Button small onClick={() => setCount((n) => n + CELLS_AT_ONCE)}>
              Show more
            </Button>
          </Show>
          <span class="muted">{formatCount(left())} cells not shown</span>
        </div>
      </Show>
    </ScrollBox>
  );
}

/** A cell never changes once it was parsed, so its kind may be looked at outside the tracking scope. */
function Cell(props: { readonly cell: NotebookCell }): JSX.Element {
  const { cell } = props;
  switch (cell.kind) {
    case 'markdown':
      return (
        <div class="notebook-cell">
          <span />
          <MarkdownView blocks={cell.blocks} headingLevel={4} />
        </div>
      );
    case 'raw':
      return (
        <div class="notebook-cell">
          <span />
          <ScrollBox class="notebook-text" label="Raw text">
            {cell.text}
          </ScrollBox>
        </div>
      );
    case 'code':
      return (
        <>
          <div class="notebook-cell">
            <span class="notebook-prompt">[{cell.prompt}]</span>
            <ScrollBox class="notebook-code" label="Code">
              <code>{cell.source}</code>
            </ScrollBox>
          </div>
          <For each={cell.outputs}>
            {(output) => (
              <div class="notebook-cell">
                <span />
                <div class="notebook-output">
                  <Output output={output} />
                </div>
              </div>
            )}
          </For>
          <Show when={cell.outputsLeft > 0}>
            <p class="artifact-note">{formatCount(cell.outputsLeft)} more outputs are not shown.</p>
          </Show>
        </>
      );
  }
}

function Output(props: { readonly output: NotebookOutput }): JSX.Element {
  const { output } = props;
  switch (output.kind) {
    case 'text':
      return (
        <>
          <ScrollBox class={`notebook-text ${output.isError ? 'is-error' : ''}`} label="Output">
            {output.text}
          </ScrollBox>
          <Show when={output.charsLeft > 0}>
            <p class="artifact-note">{formatCount(output.charsLeft)} more characters are not shown.</p>
          </Show>
        </>
      );
    case 'image':
      return <OutputImage bytes={output.bytes} mime={output.mime} />;
    case 'html': {
      // Once: as an expression in the element it would be cleaned whenever it is looked at.
      const html = cleanHtml(output.text, OUTPUT_ELEMENTS);
      return <CleanHtmlView html={html} label="Output" />;
    }
    case 'markdown':
      return <MarkdownView blocks={output.blocks} headingLevel={4} />;
    case 'not-shown':
      return <p class="artifact-note">Not shown: {output.what}.</p>;
  }
}

/** Also for SVG: nothing runs in an <img>. */
function OutputImage(props: { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string }): JSX.Element {
  const [address, setAddress] = createSignal<string>();
  createEffect(() => {
    const made = URL.createObjectURL(new Blob([props.bytes], { type: props.mime }));
    setAddress(made);
    onCleanup(() => URL.revokeObjectURL(made));
  });
  return <img class="notebook-image" src={address()} alt="Output" decoding="async" />;
}
