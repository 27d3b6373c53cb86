import { expect, test } from './people.ts';
import {
  addressOf,
  addTag,
  closeDialog,
  expectSame,
  importDatabase,
  joinBy,
  makeLink,
  openSync,
  renameRun,
  syncLine,
  tagsOf,
  useServer,
} from './share-acts.ts';

test('two tabs of one profile are one browser to the others, whichever leads', async ({ meet, signal }) => {
  const [ana, ben] = [meet('Ana'), meet('Ben')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  await useServer(ana, signal.url);
  await joinBy(ben, await makeLink(ana, 'editor'));
  const first = ana.page;
  const second = await ana.openTab(address);
  await ana.goTo(address);
  await ben.goTo(address);
  await expectSame([ana, second, ben]);

  await test.step('one connection, led by the first tab', async () => {
    expect(await ana.countConnections()).toBe(1);
    expect(await second.countConstructed()).toBe(0);
    expect(await ben.countConnections()).toBe(1);
    await renameRun(second, 'from the second tab');
    await expect(first.getByRole('heading', { level: 1 })).toHaveText('from the second tab');
    await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('from the second tab');
    await addTag(ana, 'tab', 'first');
    for (const { page } of [second, ben]) await expect(tagsOf(page)).toContainText('first');
  });

  const closedMs = Date.now();
  await first.close();
  await expect.poll(() => second.countConnections()).toBe(1);
  await expect(syncLine(second)).toContainText('Up to date with Ben');
  console.log(
    `The second tab leads and is up to date ${Date.now() - closedMs} ms after the first was closed`,
  );
  await addTag(second, 'tab2', 'second leads');
  await expect(tagsOf(ben.page)).toContainText('second leads');
  await addTag(ben, 'from', 'ben to the second');
  await expect(tagsOf(second.page)).toContainText('ben to the second');
  await expectSame([second, ben]);
  const panel = await openSync(ben);
  await expect(panel.getByRole('list', { name: 'Browsers' }).getByRole('listitem')).toHaveCount(1);
  await closeDialog(ben);
  expect(await ben.countConnections()).toBe(1);
});
