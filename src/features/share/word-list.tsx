import { For, type JSX } from 'solid-js';

/** The fingerprint of a workspace as words that can be said aloud. */
export function WordList(props: { readonly words: readonly string[] }): JSX.Element {
  return (
    <ol class="share-words" aria-label="Six words">
      <For each={props.words}>{(word) => <li>{word}</li>}</For>
    </ol>
  );
}
