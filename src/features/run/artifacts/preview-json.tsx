import { For, type JSX, Show } from 'solid-js';
import { encodingOf } from '../../../base/text-encoding.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { LineBlocks } from '../../../ui/line-blocks.tsx';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { type JsonLine, type JsonLinesResult, parseJsonLines } from './json-lines.ts';
import { PreviewText } from './preview-text.tsx';

/** Laying out this much takes some tens of milliseconds; larger files are shown as they are written. */
const LAY_OUT_LIMIT_BYTES = 1024 * 1024;

type Layout = JsonLinesResult | { readonly kind: 'too-large' };

export function PreviewJson(props: { readonly blob: Blob }): JSX.Element {
  const layout = createNewestAnswer(
    () => props.blob,
    async (blob): Promise<Layout> => {
      if (blob.size > LAY_OUT_LIMIT_BYTES) return { kind: 'too-large' };
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return parseJsonLines(new TextDecoder(encodingOf(bytes)).decode(bytes));
    },
  );
  const lines = () => {
    const known = layout();
    return known?.kind === 'lines' ? known.lines : null;
  };
  const note = () => {
    const known = layout();
    if (known?.kind === 'mistake')
      return `Not valid JSON from character ${known.at + 1} on. Shown as it is written.`;
    return known?.kind === 'too-large' ? 'Large file: shown as it is written.' : null;
  };
  return (
    <Show
      when={lines()}
      fallback={
        <Show when={note()}>
          <p class="artifact-note">{note()}</p>
          <PreviewText blob={props.blob} flavour="plain" />
        </Show>
      }
    >
      {(known) => (
        <ScrollBox class="artifact-view artifact-text" label="JSON">
          <LineBlocks lineCount={known().length} renderLine={(index) => <Line line={known()[index]!} />} />
        </ScrollBox>
      )}
    </Show>
  );
}

function Line(props: { readonly line: JsonLine }): JSX.Element {
  return (
    <>
      {'  '.repeat(props.line.indent)}
      <For each={props.line.pieces}>{([kind, text]) => <span class={`is-${kind}`}>{text}</span>}</For>
    </>
  );
}
