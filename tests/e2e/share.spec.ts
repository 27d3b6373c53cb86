import { expect, SERVER_GONE, test } from './people.ts';
import {
  addressOf,
  addTag,
  beginNote,
  closeDialog,
  expectRunsOf,
  expectSame,
  historyOf,
  importDatabase,
  joinBy,
  makeLink,
  moveToStage,
  notesOf,
  openSync,
  registerModel,
  renameRun,
  runsOf,
  syncLine,
  tagsOf,
  useServer,
  writeNote,
} from './share-acts.ts';

test.use({ allowedErrors: [SERVER_GONE] });

const EDITS =
  /^(Rename (run|experiment)|Delete|Restore|Add tag|Add notes|Edit notes|(Edit|Remove) owner|New|Star|Colour|Archive|Tag|Move|Actions|More actions|Menu of .*|(Undo|Redo).*|Register (model|as version))$/;

test('three people edit one workspace at the same time and end up with the same', async ({
  meet,
  signal,
  site,
}) => {
  const [ana, ben, eve] = [meet('Ana'), meet('Ben'), meet('Eve')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  const doomed = await addressOf(ana, 'says nothing');

  await test.step('nothing leaves before Share is used', async () => {
    await ana.goTo(address);
    await renameRun(ana, 'depth four');
    await expect(syncLine(ana)).toHaveText('Only on this device');
    const dialog = await openSync(ana);
    await expect(dialog.getByRole('table', { name: 'History' })).toContainText('depth four');
    await closeDialog(ana);
    expect(ana.sockets).toEqual([]);
    expect(await ana.countConstructed()).toBe(0);
    const strange = ana.requests.filter(
      (line) => !line.startsWith(`GET ${site.url}`) && !line.startsWith('GET blob:'),
    );
    expect(strange).toEqual([]);
  });

  await useServer(ana, signal.url);
  expect(ana.sockets, 'naming a server contacts nobody').toEqual([]);
  const invitation = await makeLink(ana, 'editor');
  const look = await makeLink(ana, 'viewer');
  await joinBy(ben, invitation);
  await eve.come();
  await joinBy(eve, look, 'is here');

  await test.step('the secret of the link stays nowhere in the page', async () => {
    for (const [person, link] of [
      [ben, invitation],
      [eve, look],
    ] as const) {
      const seen = await person.page.evaluate(() => ({
        address: location.href,
        entries: window.navigation.entries().map((entry) => entry.url),
        state: JSON.stringify(history.state),
        local: JSON.stringify(localStorage),
        session: JSON.stringify(sessionStorage),
        title: document.title,
        cookies: document.cookie,
      }));
      const text = JSON.stringify(seen);
      expect(text).not.toContain('join=');
      expect(text).not.toContain(link.slice(20, 60));
      expect(person.requests.filter((line) => line.includes('join='))).toEqual([]);
    }
  });

  const all = [ana, ben, eve];
  await ana.goTo('#/experiments/all');
  await expectRunsOf(ana, [ben, eve]);
  for (const person of all) await person.goTo(address);
  for (const person of all)
    await expect(person.page.getByRole('heading', { level: 1 })).toHaveText('depth four');
  await expectSame(all);

  await test.step('Eve is offered nothing that changes anything', async () => {
    await expect(eve.page.getByText('You may look; changes are for editors.')).toBeVisible();
    await expect(eve.page.getByRole('button', { name: EDITS })).toHaveCount(0);
    await expect(ben.page.getByRole('button', { name: EDITS })).not.toHaveCount(0);
  });

  await test.step('two write in the notes of one run at the same time', async () => {
    await writeNote(ana, 'A first line.');
    await expect(notesOf(ben.page)).toContainText('A first line.');
    // Both have begun before either has saved.
    const bens = await beginNote(ben);
    await bens.fill('A first line.\n\nBen was here.');
    await writeNote(ana, 'A first line, by Ana.');
    await expect(notesOf(eve.page)).toContainText('A first line, by Ana.');
    await ben.page.keyboard.press('Control+Enter');
    for (const person of all) {
      await expect(notesOf(person.page)).toContainText('A first line, by Ana.');
      await expect(notesOf(person.page)).toContainText('Ben was here.');
    }
  });

  await test.step('and rename, tag and delete', async () => {
    await Promise.all([renameRun(ana, 'by ana'), renameRun(ben, 'by ben')]);
    await Promise.all([addTag(ana, 'owner', 'ana'), addTag(ben, 'reviewer', 'ben')]);
    for (const person of all) {
      await expect(tagsOf(person.page)).toContainText('reviewer');
      await expect(tagsOf(person.page)).toContainText('owner');
    }
    await ben.goTo(doomed);
    await ben.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(ben.page.getByText('This run is deleted.')).toBeVisible();
    await eve.goTo(doomed);
    await expect(eve.page.getByText('This run is deleted.')).toBeVisible();
  });

  await expectSame(all);
  const names = await Promise.all(
    [ana, ben].map(async (person) => {
      await person.goTo(address);
      return person.page.getByRole('heading', { level: 1 }).innerText();
    }),
  );
  expect(names[0]).toMatch(/^by (ana|ben)$/);
  for (const person of all) {
    const history = await historyOf(person);
    for (const text of ['Rename run: by ana', 'Rename run: by ben', 'Set tag owner: ana', 'Delete run'])
      await expect(history, person.name).toContainText(text);
    await closeDialog(person);
    await person.goTo('#/experiments/all');
    await expect(runsOf(person).getByRole('link', { name: names[0] ?? '', exact: true })).toBeVisible();
    await expect(runsOf(person).getByRole('link', { name: 'says nothing', exact: true })).toHaveCount(0);
  }
  await test.step('one registers a model, another moves it, and everybody reads who did what', async () => {
    await ana.goTo(address);
    await registerModel(ana, 'shared-model', 'first of us');
    const version = '#/models/shared-model/1';
    await ben.goTo(version);
    await moveToStage(ben, 'Staging', 'looked at together');
    for (const person of [ana, eve]) {
      await person.goTo(version);
      const history = person.page.getByRole('region', { name: 'History' });
      const moved = history.getByRole('row').filter({ hasText: 'looked at together' });
      await expect(moved, person.name).toContainText('Ben');
      await expect(moved).toContainText('Staging');
      const made = history.getByRole('row').filter({ hasText: 'first of us' });
      // She has given no name.
      if (person !== ana) await expect(made).toContainText('the founder');
    }
    await expect(
      eve.page.getByRole('button', { name: /^(Set stage|Add alias|Delete|Edit description)$/ }),
    ).toHaveCount(0);
    await expectSame(all);
  });
  await test.step('who could only look becomes an editor by an invitation', async () => {
    await joinBy(eve, await makeLink(ana, 'editor'), 'is here');
    await eve.goTo(address);
    await addTag(eve, 'looked', 'and now writes');
    await ana.goTo(address);
    await expect(tagsOf(ana.page)).toContainText('and now writes');
    await expectSame(all);
  });
  expect(new Set(ana.sockets)).toEqual(new Set([new URL(signal.url).host]));
});

test('who was away for a while gets what was missed and brings what was done', async ({ meet, signal }) => {
  const [ana, ben] = [meet('Ana'), meet('Ben')];
  await ana.come();
  await importDatabase(ana);
  const address = await addressOf(ana, 'depth-4');
  const other = await addressOf(ana, 'depth-8');
  await useServer(ana, signal.url);
  await joinBy(ben, await makeLink(ana, 'editor'));
  await expectSame([ana, ben]);

  await test.step('each edits while the other is not there', async () => {
    await ben.leave();
    await expect(syncLine(ana)).toContainText('Nobody here', { timeout: 20_000 });
    await ana.goTo(address);
    await renameRun(ana, 'while ben slept');
    await addTag(ana, 'shift', 'night');
    await expect(syncLine(ana)).toContainText(/not sent yet/);
    await ana.leave();
    await ben.come(address);
    await writeNote(ben, 'While Ana slept.');
    await ben.goTo(other);
    await addTag(ben, 'shift', 'day');
  });

  const startedMs = Date.now();
  await ana.come(other);
  await expect(tagsOf(ana.page)).toContainText('day');
  await expect(syncLine(ana)).toContainText('Up to date with Ben');
  console.log(`Together again, and the same, ${Date.now() - startedMs} ms after opening the page`);
  await ana.goTo(address);
  await expect(notesOf(ana.page)).toContainText('While Ana slept.');
  await ben.goTo(address);
  await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('while ben slept');
  await expect(tagsOf(ben.page)).toContainText('night');
  await expectSame([ana, ben]);

  await test.step('the server goes, comes back, and goes for good: those who are here go on', async () => {
    await signal.kill();
    await ana.goTo(other);
    await ben.goTo(other);
    await renameRun(ana, 'without a server');
    await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('without a server');
    await expectSame([ana, ben]);
  });
});
