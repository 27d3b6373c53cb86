import { createUniqueId, type JSX, Show } from 'solid-js';
import type { ParsedSearch } from '../../domain/registry/search/parse-search.ts';
import { searchMistakeText } from '../../domain/registry/search/search-words.ts';
import { Icon } from '../../ui/icon.tsx';
import { SearchBox } from '../../ui/search-box.tsx';

/** The search of models or of versions, and below it what is wrong with it and where. */
export function SearchLine(props: {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly parsed: ParsedSearch;
  /** 'All models are shown.' and the like, while there is a mistake. */
  readonly shown: string;
  readonly onInput: (text: string) => void;
}): JSX.Element {
  const noteId = createUniqueId();
  return (
    <div class="models-search">
      <SearchBox
        label={props.label}
        placeholder={props.placeholder}
        value={props.text}
        describedBy={noteId}
        onInput={props.onInput}
      />
      <p id={noteId} class="models-search-note" role="status">
        <Show when={props.parsed.mistake}>
          {(mistake) => (
            <>
              <Icon name="warning" />
              <span>
                Character {mistake().start + 1}: {searchMistakeText(mistake())}{' '}
                <span class="models-search-shown">{props.shown}</span>
              </span>
            </>
          )}
        </Show>
      </p>
    </div>
  );
}
