import { createSignal, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import { Button } from '../../ui/button.tsx';

/** A value that is longer or has more lines than this is folded. */
const FOLD_CHARS = 160;
/** The most of one value that is laid out; the rest is reached by copying it. */
const MOST_CHARS = 100_000;

/** A logged text, whole where it is short; folded to its beginning where it is long or has several lines. */
export function LongText(props: { readonly text: string }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const isLong = () => props.text.length > FOLD_CHARS || props.text.includes('\n');
  const head = () => {
    const line = props.text.trimStart().split('\n', 1)[0]!;
    return `${line.slice(0, FOLD_CHARS).trimEnd()} …`;
  };
  return (
    <Show when={isLong()} fallback={<span class="runpage-value">{props.text}</span>}>
      <div class="runpage-long" classList={{ 'is-open': open() }}>
        <Show when={open()} fallback={<span class="runpage-value">{head()}</span>}>
          <pre class="runpage-value">{props.text.slice(0, MOST_CHARS)}</pre>
          <Show when={props.text.length > MOST_CHARS}>
            <p class="muted">
              {formatCount(props.text.length - MOST_CHARS)} more characters are not shown. Copy to get them
              all.
            </p>
          </Show>
        </Show>
        <Button variant="quiet" small aria-expanded={open()} onClick={() => setOpen(!open())}>
          {open() ? 'Show less' : `Show all ${formatCount(props.text.length)} characters`}
        </Button>
      </div>
    </Show>
  );
}
