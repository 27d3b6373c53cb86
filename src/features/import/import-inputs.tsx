import type { JSX } from 'solid-js';
import type { DroppedItem } from '../../rpc/import-api.ts';
import { collectFiles } from '../../state/dropped-items.ts';

/** The two file inputs, out of sight; buttons anywhere open them through the returned functions. */
export function ImportInputs(props: {
  readonly onItems: (items: readonly DroppedItem[]) => void;
  readonly openers: (openers: { readonly files: () => void; readonly folder: () => void }) => void;
}): JSX.Element {
  let files!: HTMLInputElement;
  let folder!: HTMLInputElement;
  const take = (input: HTMLInputElement) => {
    if (input.files) props.onItems(collectFiles(input.files));
    // The same file can be chosen again.
    input.value = '';
  };
  queueMicrotask(() => props.openers({ files: () => files.click(), folder: () => folder.click() }));
  return (
    <div class="unseen">
      <input
        ref={files}
        type="file"
        multiple
        tabindex="-1"
        aria-label="Files to import"
        onChange={() => take(files)}
      />
      <input
        ref={(element) => {
          folder = element;
          element.setAttribute('webkitdirectory', '');
        }}
        type="file"
        tabindex="-1"
        aria-label="Folder to import"
        onChange={() => take(folder)}
      />
    </div>
  );
}
