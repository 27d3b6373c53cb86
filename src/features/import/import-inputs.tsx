import type { JSX } from 'solid-js';
import type { DroppedItem } from '../../rpc/import-api.ts';
import { collectFiles, pickFolder } from '../../state/dropped-items.ts';
import { showToast } from '../../ui/toast.tsx';

/** The two file inputs, out of sight; buttons anywhere open them through the returned functions. */
export function ImportInputs(props: {
  readonly onItems: (items: readonly DroppedItem[]) => void;
  readonly openers: (openers: { readonly files: () => void; readonly folder: () => void }) => void;
}): JSX.Element {
  let files!: HTMLInputElement;
  let folder!: HTMLInputElement;
  const take = (input: HTMLInputElement) => {
    const items = input.files ? collectFiles(input.files) : [];
    if (items.length > 0) props.onItems(items);
    else if (input === folder)
      showToast({
        text: 'The browser found no files in that folder. Drag it onto this page instead.',
        tone: 'failed',
      });
    // The same file can be chosen again.
    input.value = '';
  };
  const chooseFolder = async () => {
    const items = await pickFolder(window);
    if (items === null) folder.click();
    else props.onItems(items);
  };
  queueMicrotask(() => props.openers({ files: () => files.click(), folder: () => void chooseFolder() }));
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
