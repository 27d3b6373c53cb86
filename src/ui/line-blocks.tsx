import { createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import './line-blocks.css';

const LINES_PER_BLOCK = 100;
/** Must match the line height of `.line-blocks`. */
const LINE_PX = 18;

/**
 * Lines of a long text. A block of lines gets its elements when it comes near the window of its scroller, so a
 * megabyte of text costs as much as what is looked at.
 */
export function LineBlocks(props: {
  readonly lineCount: number;
  readonly renderLine: (index: number) => JSX.Element;
}): JSX.Element {
  const blocks = () => Array.from({ length: Math.ceil(props.lineCount / LINES_PER_BLOCK) }, (_, i) => i);
  return (
    <div class="line-blocks">
      <For each={blocks()}>
        {(block) => (
          <LineBlock
            first={block * LINES_PER_BLOCK}
            end={Math.min(props.lineCount, (block + 1) * LINES_PER_BLOCK)}
            renderLine={props.renderLine}
          />
        )}
      </For>
    </div>
  );
}

function LineBlock(props: {
  readonly first: number;
  readonly end: number;
  readonly renderLine: (index: number) => JSX.Element;
}): JSX.Element {
  let element!: HTMLDivElement;
  const [isNear, setIsNear] = createSignal(props.first === 0);
  onMount(() => {
    if (isNear()) return;
    const root = element.closest('.scroll-box');
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        setIsNear(true);
        observer.disconnect();
      },
      { root, rootMargin: '600px 0px' },
    );
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });
  const indexes = () => Array.from({ length: props.end - props.first }, (_, i) => props.first + i);
  return (
    <div
      ref={element}
      style={{ 'min-height': isNear() ? 'auto' : `${(props.end - props.first) * LINE_PX}px` }}
    >
      <Show when={isNear()}>
        <For each={indexes()}>{(index) => <div class="line">{props.renderLine(index)}</div>}</For>
      </Show>
    </div>
  );
}
