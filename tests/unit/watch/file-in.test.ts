import { expect, it } from 'vitest';
import { fileIn } from '../../../src/state/folder-access.ts';
import { LiveDisk } from '../../support/live-disk.ts';

it('a file of a watched folder is found by the path that its problem names', async () => {
  const disk = new LiveDisk();
  disk.write('runs/a/table.csv', 'x,y\n1,2\n');
  const found = await fileIn(disk.root, 'training/runs/a/table.csv');
  expect(found?.size).toBe(8);
  expect(await fileIn(disk.root, 'training/runs/b/table.csv')).toBe(null);
  expect(await fileIn(disk.root, 'training')).toBe(null);
});
