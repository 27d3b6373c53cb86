import { readFolder, stubFolderPicker, writeFolder } from '../support/opfs-folder.ts';
import { expect, type Person, test } from './people.ts';
import {
  addressOf,
  addTag,
  closeDialog,
  expectEqualContent,
  expectRunsOf,
  expectSame,
  exportFile,
  historyOf,
  importDatabase,
  importFile,
  joinBy,
  makeLink,
  openShare,
  openSync,
  pair,
  renameRun,
  runsOf,
  syncLine,
  tagsOf,
} from './share-acts.ts';

test('people pair by codes without any server, and a third is introduced through them', async ({ meet }) => {
  const [ana, ben, eve] = [meet('Ana'), meet('Ben'), meet('Eve')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  const look = await makeLink(ana, 'viewer');
  await joinBy(ben, look);
  await joinBy(eve, look);
  await pair(ana, ben);
  await expectRunsOf(ana, [ben]);
  await expectSame([ana, ben]);

  await pair(ben, eve);
  const startedMs = Date.now();
  await expectRunsOf(ana, [eve]);
  for (const person of [ana, ben, eve])
    await expect.poll(() => person.countConnections(), { message: person.name }).toBe(2);
  console.log(`All three are connected ${Date.now() - startedMs} ms after the second pairing`);
  await ben.leave();
  await ana.goTo(address);
  await renameRun(ana, 'without a go-between');
  await eve.goTo(address);
  await expect(eve.page.getByRole('heading', { level: 1 })).toHaveText('without a go-between');
  await expectSame([ana, eve]);
  for (const person of [ana, eve]) expect(person.sockets).toEqual([]);

  await test.step('who stops sharing meets nobody any more', async () => {
    const dialog = await openShare(ana);
    await dialog.getByRole('switch', { name: 'Share this workspace' }).click();
    await expect.poll(() => ana.countConnections()).toBe(0);
    await closeDialog(ana);
    await expect(syncLine(ana)).toHaveText('Only on this device');
  });
});

test('two who never connect exchange everything by files', async ({ meet }) => {
  const [ana, ben] = [meet('Ana'), meet('Ben')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  const invitation = await makeLink(ana, 'editor');
  await joinBy(ben, invitation);
  await expect(syncLine(ben)).toContainText('Waiting for an owner');
  expect(await importFile(ben, await exportFile(ana, 'Everything'))).toMatch(/changes.*pieces of data/);
  await expectRunsOf(ana, [ben]);
  await ben.goTo(address);
  await expect(ben.page.getByText('You may look; changes are for editors.')).toBeVisible();
  await expectEqualContent([ana, ben]);

  await test.step('the file that goes back asks to be let in, and the next one lets in', async () => {
    await importFile(ana, await exportFile(ben, 'Everything'));
    await importFile(ben, await exportFile(ana, 'What Ben lacks'));
    await renameRun(ben, 'by file');
    await addTag(ben, 'sent', 'as a file');
  });
  await importFile(ana, await exportFile(ben, 'Everything'));
  await ana.goTo(address);
  await expect(ana.page.getByRole('heading', { level: 1 })).toHaveText('by file');
  await expect(tagsOf(ana.page)).toContainText('as a file');
  await expectEqualContent([ana, ben]);
  await expect(await historyOf(ana)).toContainText('Rename run: by file');
  await closeDialog(ana);
  expect(await importFile(ana, await exportFile(ben, 'Everything'))).toContain('nothing new');
  for (const person of [ana, ben]) {
    expect(person.sockets).toEqual([]);
    expect(await person.countConstructed()).toBe(0);
  }
});

test('a folder that both see carries everything both ways', async ({ meet }) => {
  const [ana, ben] = [meet('Ana'), meet('Ben')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  await joinBy(ben, await makeLink(ana, 'editor'));
  for (const person of [ana, ben]) await person.page.evaluate(stubFolderPicker);
  /** Looks into the folder now, then the file service brings it to the other. */
  const carry = async (from: Person, to: Person) => {
    await useFolder(from);
    await writeFolder(to.page, await readFolder(from.page));
    await useFolder(to);
  };
  const startedMs = Date.now();
  await carry(ana, ben);
  await expectRunsOf(ana, [ben]);
  const panel = await openSync(ben);
  await expect(panel).toContainText('100 % of points');
  await closeDialog(ben);
  console.log(`A whole workspace through a folder in ${Date.now() - startedMs} ms`);

  await carry(ben, ana);
  await carry(ana, ben);
  await ben.goTo(address);
  await renameRun(ben, 'by folder');
  await carry(ben, ana);
  await ana.goTo(address);
  await expect(ana.page.getByRole('heading', { level: 1 })).toHaveText('by folder');
  await expectEqualContent([ana, ben]);
  const files = Object.entries(await readFolder(ana.page));
  expect(
    files.every(([name]) =>
      /^cairn-[0-9a-f]{16}\/(log|chunks\/..|requests)\/[0-9a-f]+\.cairn\w+$/.test(name),
    ),
  ).toBe(true);
  const text = files.map(([, content]) => Buffer.from(content, 'base64').toString('latin1')).join('');
  for (const secret of ['by folder', 'depth-4', 'Ben']) expect(text).not.toContain(secret);
  expect(ana.sockets).toEqual([]);
  await expect(runsOf(ana)).toHaveCount(0);
});

async function useFolder(person: Person): Promise<void> {
  const dialog = await openShare(person);
  const button = dialog.getByRole('button', { name: 'Use a shared folder' });
  await button.click();
  await expect(dialog.getByText('Using the folder “team” while this page is open.')).toBeVisible();
  await expect(button).toBeEnabled();
  await closeDialog(person);
}
