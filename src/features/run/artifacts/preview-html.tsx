import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes } from '../../../base/format.ts';
import { encodingOf } from '../../../base/text-encoding.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { Button } from '../../../ui/button.tsx';
import { ChoiceBar } from '../../../ui/choice-bar.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { type CleanHtml, cleanHtml } from './clean-html.ts';
import { CleanHtmlView } from './clean-html-view.tsx';
import { PreviewText } from './preview-text.tsx';
import { SandboxFrame } from './sandbox-frame.tsx';

/** Larger pages are shown as source only. */
const CLEAN_LIMIT_BYTES = 16 * 1024 * 1024;
/** A page with all of plotly.js inside has about 5 MB. */
const RUN_LIMIT_BYTES = 64 * 1024 * 1024;

type Look = 'page' | 'source';
type Shown =
  | { readonly kind: 'page' | 'empty'; readonly html: CleanHtml }
  | { readonly kind: 'large'; readonly html: null };

/** A page as text and tables that cannot act, as its source, and running in the sandbox when asked for. */
export function PreviewHtml(props: { readonly blob: Blob; readonly name: string }): JSX.Element {
  const [look, setLook] = createSignal<Look>('page');
  const [running, setRunning] = createSignal<string>();
  const page = createNewestAnswer(
    () => props.blob,
    async (blob): Promise<Shown> => {
      if (blob.size > CLEAN_LIMIT_BYTES) return { kind: 'large', html: null };
      const html = cleanHtml(await readPage(blob));
      const isEmpty = html.nodes.textContent?.trim() === '' && html.nodes.querySelector('img') === null;
      return { kind: isEmpty ? 'empty' : 'page', html };
    },
  );
  const html = () => {
    const known = page();
    return known?.kind === 'page' ? (known.html ?? undefined) : undefined;
  };
  const run = () =>
    readPage(props.blob).then(setRunning, (error: unknown) => {
      console.error('page not read', error);
      showToast({ text: 'The file could not be read.', tone: 'failed' });
    });
  return (
    <>
      <div class="artifact-bar">
        <ChoiceBar
          name="Shown as"
          options={[
            { value: 'page', label: 'Page without scripts' },
            { value: 'source', label: 'Source' },
          ]}
          value={look()}
          onChange={setLook}
        />
        <Show
          when={props.blob.size <= RUN_LIMIT_BYTES}
          fallback={<span class="muted">Too large to run here (over {formatBytes(RUN_LIMIT_BYTES)})</span>}
        >
          <Button small disabled={running() !== undefined} onClick={() => void run()}>
            Run interactively
          </Button>
        </Show>
      </div>
      <Show when={running()} keyed>
        {(text) => (
          <SandboxFrame
            html={text}
            name={props.name}
            blockedScripts={page()?.html?.remoteScriptCount ?? 0}
            onClose={() => setRunning(undefined)}
          />
        )}
      </Show>
      <Show when={running() === undefined}>
        <Switch fallback={<Skeleton lines={4} class="artifact-loading" />}>
          <Match when={look() === 'source'}>
            <PreviewText blob={props.blob} flavour="html" />
          </Match>
          <Match when={html()}>{(known) => <CleanHtmlView html={known()} label="Page" />}</Match>
          <Match when={page()?.kind === 'empty'}>
            <p class="runpage-none">
              Without its scripts this page shows nothing. Run it interactively, or look at its source.
            </p>
          </Match>
          <Match when={page()?.kind === 'large'}>
            <p class="artifact-note">Large page: shown as source.</p>
            <PreviewText blob={props.blob} flavour="html" />
          </Match>
        </Switch>
      </Show>
    </>
  );
}

async function readPage(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}
