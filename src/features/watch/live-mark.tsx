import { type JSX, Show } from 'solid-js';
import { useQuery } from '../../state/query.ts';
import { useWatch } from '../../state/watch.ts';
import './live-mark.css';
import { markText } from './watch-words.ts';

/** In the frame: how many runs are live, or how it stands with watching. Opens the list of folders. */
export function LiveMark(props: { readonly onOpen: () => void }): JSX.Element {
  const watch = useWatch();
  const { pulse } = useQuery();
  const mark = () => markText(watch.folders(), pulse().liveCount);
  return (
    <Show when={mark()}>
      {(shown) => (
        <button
          type="button"
          class="live-mark"
          classList={{ 'needs-help': shown().needsHelp }}
          aria-haspopup="dialog"
          aria-label={`Watched folders: ${shown().text}`}
          onClick={() => props.onOpen()}
        >
          <span class="live-dot" classList={{ 'is-beating': pulse().liveCount > 0 }} aria-hidden="true" />
          <span class="cut">{shown().text}</span>
        </button>
      )}
    </Show>
  );
}
