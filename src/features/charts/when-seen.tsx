import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';

/** Long enough that what a fast scroll passes by is never asked for. */
const SETTLE_MS = 60;

/**
 * Children that exist only near the viewport; elsewhere an empty box of the same height stands for them, so that
 * nothing jumps.
 */
export function WhenSeen(props: {
  readonly heightPx: number;
  readonly marginPx: number;
  readonly class?: string;
  /** They exist wherever they are. */
  readonly always: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  let box!: HTMLDivElement;
  const [isNear, setIsNear] = createSignal(false);
  onMount(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true;
    const observer = new IntersectionObserver(
      (entries) => {
        const isIn = entries.at(-1)?.isIntersecting === true;
        clearTimeout(timer);
        // Where it was made nothing is passing by.
        if (isFirst) setIsNear(isIn);
        else timer = setTimeout(() => setIsNear(isIn), SETTLE_MS);
        isFirst = false;
      },
      { rootMargin: `${props.marginPx}px 0px` },
    );
    observer.observe(box);
    onCleanup(() => {
      clearTimeout(timer);
      observer.disconnect();
    });
  });
  return (
    <div ref={box} class={props.class} style={{ 'min-height': `${props.heightPx}px` }}>
      <Show when={props.always || isNear()}>{props.children}</Show>
    </div>
  );
}
