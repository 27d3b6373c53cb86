import type { DroppedItem } from '../rpc/import-api.ts';
import { watchHandedFiles } from '../state/handed-files.ts';
import { showToast } from '../ui/toast.tsx';

/** Imports what the system opens with the installed app, and what other apps share with it. */
export function takeHandedFiles(importItems: (items: readonly DroppedItem[]) => void): void {
  watchHandedFiles(({ items, unreadable }) => {
    if (items.length > 0) importItems(items);
    for (const name of unreadable) {
      const text =
        name === ''
          ? 'What was shared did not arrive whole. Share it again, or import the files from here.'
          : `${name} could not be opened. Import it from here instead.`;
      showToast({ text, tone: 'failed' });
    }
  });
}
