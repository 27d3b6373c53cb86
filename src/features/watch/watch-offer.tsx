import { type JSX, Show } from 'solid-js';
import { useWatch } from '../../state/watch.ts';
import { Button } from '../../ui/button.tsx';

/** Beside an import of folders that could be kept: watch them from now on. */
export function WatchOffer(props: {
  readonly folders: readonly FileSystemDirectoryHandle[];
  /** The import is still under way. */
  readonly isImporting: boolean;
  readonly onWatch: () => void;
}): JSX.Element {
  const watch = useWatch();
  const text = () => {
    if (props.isImporting) return 'Watch instead';
    return props.folders.length === 1 ? 'Watch it' : 'Watch them';
  };
  return (
    // With a folder picker there is a button for it already; without one the drop is the only way.
    <Show when={props.folders.length > 0 && (!props.isImporting || !watch.canWatch)}>
      <Button
        icon="pulse"
        title="Goes on reading what is added to the folder"
        onClick={() => props.onWatch()}
      >
        {text()}
      </Button>
    </Show>
  );
}
