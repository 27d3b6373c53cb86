import { createSignal, type JSX, Show } from 'solid-js';
import { readMarkdown } from '../../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { MarkdownView } from '../../../ui/markdown/index.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { PreviewText } from './preview-text.tsx';

/** The most that is read as Markdown; the parser shows longer text as its source anyway. */
const LIMIT_BYTES = 256 * 1024;

export function PreviewMarkdown(props: { readonly blob: Blob }): JSX.Element {
  const [asSource, setAsSource] = createSignal(false);
  const blocks = createNewestAnswer(
    () => props.blob,
    async (blob) => (blob.size > LIMIT_BYTES ? null : readMarkdown(await blob.text())),
  );
  return (
    <Show when={blocks() !== null} fallback={<PreviewText blob={props.blob} flavour="plain" />}>
      <div class="artifact-bar">
        <span />
        <Switch label="Source" checked={asSource()} onChange={setAsSource} />
      </div>
      <Show when={!asSource()} fallback={<PreviewText blob={props.blob} flavour="plain" />}>
        <Show when={blocks()}>
          {(parsed) => (
            <ScrollBox class="artifact-view is-padded" label="Markdown">
              <MarkdownView blocks={parsed()} headingLevel={4} />
            </ScrollBox>
          )}
        </Show>
      </Show>
    </Show>
  );
}
