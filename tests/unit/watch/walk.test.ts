import { expect, it } from 'vitest';
import { walkFolder } from '../../../workers/watch/folder/walk.ts';
import { LiveDisk } from '../../support/live-disk.ts';

/** Each folder takes its time to be listed, another one each time. */
function slow(folder: FileSystemDirectoryHandle): FileSystemDirectoryHandle {
  return {
    kind: 'directory',
    name: folder.name,
    async *entries() {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      for await (const [name, handle] of folder.entries())
        yield [name, handle.kind === 'directory' ? slow(handle) : handle];
    },
  } as unknown as FileSystemDirectoryHandle;
}

it('finds always the same files where there are more than are watched', async () => {
  const disk = new LiveDisk();
  for (let at = 0; at < 200; at++) disk.write(`data/${at % 20}/${at}.log`, '');
  const { signal } = new AbortController();
  const seen = new Set<string>();
  for (let look = 0; look < 5; look++) {
    const limits = { mostFiles: 40, isInOrder: look > 0 };
    const { files, isCut } = await walkFolder(slow(disk.root), 'training', signal, limits);
    expect([files.length, isCut]).toEqual([40, true]);
    if (look > 0) for (const { path } of files) seen.add(path);
  }
  expect(seen.size).toBe(40);
});
