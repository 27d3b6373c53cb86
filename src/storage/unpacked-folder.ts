/** The folder of the browser's own file system in which imports keep what they unpack. */
export const UNPACKED_FOLDER = 'unpacked';

/** The lock on a file of it, held as long as its worker lives. */
export function unpackedLockName(name: string): string {
  return `cairn-unpacked-${name}`;
}

/** Removes what no import holds any more: it was cancelled, or ended by force. */
export async function sweepUnpacked(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(UNPACKED_FOLDER);
    for await (const name of folder.keys()) {
      await navigator.locks.request(unpackedLockName(name), { ifAvailable: true }, async (lock) => {
        if (lock) await folder.removeEntry(name);
      });
    }
  } catch {
    // No such folder, or no file system at all: nothing to sweep.
  }
}
