import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { toImportId, toRunKey } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { bundleOf, edit, hashOf, openBundle } from '../../support/bundled.ts';
import { freshWorkspace, importEvents, importTree } from '../../support/exported.ts';
import { madeFormat } from '../../support/made-run.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

async function workspaceOf(...ids: readonly string[]) {
  const workspace = freshWorkspace();
  const events: ImportEvent[] = [];
  const source = madeFormat(ids.map((id) => ({ id, loss: '1 2' }))).read(
    { path: '', file: null, tree: null as never },
    null as never,
  );
  for await (const event of source) events.push(event);
  await importEvents(workspace, events);
  return workspace;
}

/** What two people have who imported the same runs, each before they heard of the other. */
async function takeOver(from: Awaited<ReturnType<typeof workspaceOf>>, to: typeof from): Promise<void> {
  const [source, target] = [new FactStore(from), new FactStore(to)];
  for (const row of await source.listImports()) {
    const told = { ...row, id: toImportId(crypto.randomUUID()) };
    await target.beginImport({ ...told, state: 'staging' });
    for (const pack of await source.loadPackIndexes(row.packs))
      await target.stagePack(told.id, pack, (await source.loadChunk(pack.hash)) ?? new Uint8Array());
    await target.commitImport(told);
  }
  source.close();
  target.close();
}

it('packs that tell of the same runs come back as they were', async () => {
  const ana = await workspaceOf('a', 'b');
  await takeOver(await workspaceOf('b', 'c'), ana);
  const hash = await hashOf(ana);
  const bytes = await bundleOf(ana);
  const back = freshWorkspace();
  expect(await openBundle(back, bytes)).toMatchObject({ newRuns: 3, problems: [] });
  expect(await hashOf(back)).toBe(hash);
  expect((await openBundle(back, bytes)).outcome).toBe('nothing-new');
  expect(await hashOf(back)).toBe(hash);
});

it('an older and a newer bundle in one drop give what the newer one says', async () => {
  const from = await workspaceOf('a');
  await edit(from, (docs) => docs.rename(toRunKey('a'), 'first'));
  const older = await bundleOf(from);
  await takeOver(await workspaceOf('b'), from);
  await edit(from, (docs) => docs.rename(toRunKey('a'), 'second'));
  const newer = await bundleOf(from);
  for (const [first, second] of [
    [older, newer],
    [newer, older],
  ] as const) {
    const back = freshWorkspace();
    const files = [makeMemoryFile('1.cairn', first), makeMemoryFile('2.cairn', second)];
    expect(await importTree(back, new SourceTree(files))).toMatchObject({ newRuns: 2, problems: [] });
    expect(await hashOf(back)).toBe(await hashOf(from));
  }
});
