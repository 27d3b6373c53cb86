import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether a media query holds, for as long as its owner lives. */
export function createMedia(query: string): Accessor<boolean> {
  const list = matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const follow = (): void => void setMatches(list.matches);
  list.addEventListener('change', follow);
  onCleanup(() => list.removeEventListener('change', follow));
  return matches;
}
