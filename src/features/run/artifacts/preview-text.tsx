import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { formatBytes } from '../../../base/format.ts';
import { Button } from '../../../ui/button.tsx';
import { LineBlocks } from '../../../ui/line-blocks.tsx';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { TEXT_PART_BYTES, TextParts } from './text-part.ts';
import { type LineTone, logTone, splitYamlKey, yamlTone } from './text-tone.ts';

type Flavour = 'yaml' | 'log' | 'html' | 'plain';

/** A text file: its first megabyte, and more when asked for. */
export function PreviewText(props: { readonly blob: Blob; readonly flavour: Flavour }): JSX.Element {
  const [text, setText] = createSignal('');
  const [bytesLeft, setBytesLeft] = createSignal(0);
  const [failed, setFailed] = createSignal(false);
  const parts = createMemo(() => new TextParts(props.blob));
  const readMore = async () => {
    const from = parts();
    try {
      const more = await from.read();
      if (from !== parts()) return;
      setText((old) => old + more);
      setBytesLeft(from.bytesLeft);
    } catch {
      setFailed(true);
    }
  };
  createEffect(
    on(parts, () => {
      setText('');
      void readMore();
    }),
  );
  const lines = createMemo(() => text().split(/\r\n|\n|\r/));
  return (
    <>
      <ScrollBox class="artifact-view artifact-text" label="Text">
        <LineBlocks
          lineCount={lines().length}
          renderLine={(index) => <TextLine line={lines()[index] ?? ''} flavour={props.flavour} />}
        />
      </ScrollBox>
      <Show when={bytesLeft() > 0}>
        <div class="runpage-more">
          <Button small onClick={readMore}>
            Show {formatBytes(Math.min(TEXT_PART_BYTES, bytesLeft()))} more
          </Button>
          <span class="muted">{formatBytes(bytesLeft())} not shown</span>
        </div>
      </Show>
      <Show when={failed()}>
        <p class="runpage-none" role="alert">
          The rest of the file could not be read.
        </p>
      </Show>
    </>
  );
}

function TextLine(props: { readonly line: string; readonly flavour: Flavour }): JSX.Element {
  const tone = (): LineTone => {
    if (props.flavour === 'yaml') return yamlTone(props.line);
    return props.flavour === 'log' ? logTone(props.line) : null;
  };
  const key = () => (props.flavour === 'yaml' && tone() === null ? splitYamlKey(props.line) : null);
  return (
    <Show when={key()} fallback={<span class={tone() ? `is-${tone()}` : ''}>{props.line || '\u200b'}</span>}>
      {(split) => (
        <>
          <span class="is-key">{split()[0]}</span>
          {split()[1]}
        </>
      )}
    </Show>
  );
}
