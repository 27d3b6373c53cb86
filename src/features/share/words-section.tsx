import { type JSX, Show } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { Section } from './section.tsx';
import { WordList } from './word-list.tsx';

export function WordsSection(): JSX.Element {
  const share = useShare();
  const words = () => share.view().words;
  return (
    <Show when={words().length > 0}>
      <Section title="Six words">
        <WordList words={words()} />
        <p class="share-text muted">
          Everybody in this very workspace sees the same six words. Say them to one another once, by voice or
          in a chat: if they differ, somebody has another workspace under the same name.
        </p>
      </Section>
    </Show>
  );
}
