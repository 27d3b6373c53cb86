import { A } from '@solidjs/router';
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { lineageAddress } from '../../domain/lineage/lineage-address.ts';
import { type LineageFocus, WHOLE_DEPTH } from '../../domain/lineage/lineage-graph.ts';
import { LineagePicture } from './lineage-picture.tsx';

/** Read a little before it is scrolled to. */
const AHEAD = '400px';

/** Where something comes from and what became of it, as a picture. */
export function LineageRegion(props: { readonly focus: LineageFocus }): JSX.Element {
  let place!: HTMLDivElement;
  const [isSeen, setIsSeen] = createSignal(false);
  onMount(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setIsSeen(true),
      { rootMargin: AHEAD },
    );
    observer.observe(place);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div ref={place} class="lineage-region">
      <Show when={isSeen()}>
        <LineagePicture
          focus={props.focus}
          depth={WHOLE_DEPTH}
          tools={
            <A class="lineage-own" href={lineageAddress(props.focus)}>
              Open on its own screen
            </A>
          }
        />
      </Show>
    </div>
  );
}
