import { startSignalProcess } from '../support/signal-process.ts';
import { expect, SERVER_GONE, test } from './people.ts';
import {
  addressOf,
  addTag,
  closeDialog,
  expectSame,
  importDatabase,
  joinBy,
  makeLink,
  openShare,
  openSync,
  removePerson,
  renameRun,
  runsOf,
  syncLine,
  tagsOf,
  useServer,
} from './share-acts.ts';

test.use({ allowedErrors: [SERVER_GONE] });

test('who is removed keeps what they have and gets nothing new, and all are told so', async ({
  meet,
  signal,
}) => {
  const [ana, ben, mallory, nora] = [meet('Ana'), meet('Ben'), meet('Mallory'), meet('Nora')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  await useServer(ana, signal.url);
  const invitation = await makeLink(ana, 'editor');
  const look = await makeLink(ana, 'viewer');
  await joinBy(ben, invitation);
  await expectSame([ana, ben]);

  await test.step('Ben works on his own while he is removed', async () => {
    await ben.leave();
    await signal.kill();
    await ben.come(address);
    await addTag(ben, 'mine', 'kept');
    await removePerson(ana, 'Ben');
    await ana.goTo(address);
    await renameRun(ana, 'not for ben');
  });

  const again = await startSignalProcess(signal.port);
  try {
    await test.step('both are told when they meet', async () => {
      await expect(syncLine(ben)).toContainText('you were removed', { timeout: 60_000 });
      await expect(tagsOf(ben.page)).toContainText('kept');
      await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('depth-4');
      await expect(tagsOf(ana.page)).not.toContainText('kept');
      const panel = await openSync(ana);
      await expect(panel).toContainText(/Ben\s*Removed.*they were removed/);
      await closeDialog(ana);
    });

    await test.step('neither of the old links leads in', async () => {
      expect(await ben.countConstructed(), 'turned away, and not asking again at once').toBeLessThan(10);
      await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('depth-4');
      // With Ben here they would get what he has kept, as he may show it to anybody.
      await ben.leave();
      await joinBy(mallory, invitation);
      await expect.poll(() => mallory.countConnections(), { timeout: 60_000 }).toBeGreaterThan(0);
      await expect(syncLine(mallory)).toHaveText('Waiting for an owner to let you in');
      await expect(runsOf(mallory)).toHaveCount(0);
      await mallory.leave();
      await joinBy(nora, look);
      await expect(syncLine(nora)).toContainText('no longer good', { timeout: 60_000 });
      await expect(runsOf(nora)).toHaveCount(0);
    });
    const dialog = await openShare(ana);
    await expect(dialog.getByRole('list', { name: 'People' }).getByRole('listitem')).toHaveCount(2);
    await closeDialog(ana);
  } finally {
    await again.kill();
  }
});
