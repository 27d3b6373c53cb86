import { expect, test } from 'vitest';
import { pickFolder } from '../../src/state/dropped-items.ts';

const handle = { kind: 'directory', name: 'wandb' } as FileSystemDirectoryHandle;

test('a folder is chosen as a handle, which is walked past links that an input stumbles over', async () => {
  const asked: unknown[] = [];
  const showDirectoryPicker = async (options: unknown) => {
    asked.push(options);
    return handle;
  };
  expect(await pickFolder({ showDirectoryPicker })).toEqual([{ kind: 'folder', handle }]);
  expect(asked).toEqual([{ id: 'import', mode: 'read' }]);
});

test('whoever closes the chooser has chosen nothing; where there is none, the input is left', async () => {
  const refuse = (name: string) => ({
    showDirectoryPicker: () => Promise.reject(new DOMException('no', name)),
  });
  expect(await pickFolder(refuse('AbortError'))).toEqual([]);
  expect(await pickFolder(refuse('SecurityError'))).toBeNull();
  expect(await pickFolder({})).toBeNull();
});
