import { stubWatchedFolder, TrainingFolder } from '../support/training-folder.ts';
import { expect, type Person, test } from './people.ts';
import { expectSame, joinBy, makeLink, runsOf, useServer } from './share-acts.ts';

test('what one watches moves for the other, who is told when it breaks down', async ({ meet, signal }) => {
  const [ana, ben] = [meet('Ana'), meet('Ben')];
  await ana.come();
  await ana.context.addInitScript(stubWatchedFolder);
  await ana.page.reload();
  const training = new TrainingFolder(ana.page);
  await training.begin(5);
  await ana.page.getByRole('button', { name: 'Watch folder' }).click();
  await expect(rowOf(ana)).toContainText('0.995');
  await useServer(ana, signal.url);
  await joinBy(ben, await makeLink(ana, 'editor'));
  await ben.goTo('#/experiments/all');

  await test.step('it moves', async () => {
    await expect(rowOf(ben)).toContainText('Running · ');
    const before = Date.now();
    await training.grow(10);
    await expect(rowOf(ben)).toContainText('0.985');
    console.log(`Seen by the other ${Date.now() - before} ms after the writing began`);
  });

  await test.step('a rule of one tells the other as well', async () => {
    await ana.goTo('#/alerts');
    await ana.page.getByRole('button', { name: 'Loss is NaN' }).click();
    await ana.page.getByRole('button', { name: 'Add rule' }).click();
    await ben.goTo('#/alerts');
    await expect(ben.page.getByRole('row', { name: /Loss is NaN/ })).toBeVisible();
    await training.breakDown();
    for (const { page } of [ana, ben])
      await expect(alertsLink(page)).toHaveAccessibleName('Alerts 1 not acknowledged');
    const list = ben.page.getByRole('list', { name: 'Alerts' });
    await expect(list.getByRole('listitem')).toContainText('was NaN at step 16.');
    await list.getByRole('button', { name: /^Acknowledge/ }).click();
    for (const { page } of [ana, ben]) await expect(alertsLink(page)).toHaveAccessibleName('Alerts');
  });

  await test.step('what is finished are facts for both', async () => {
    for (const person of [ana, ben]) await person.goTo('#/experiments/all');
    await training.end();
    for (const person of [ana, ben]) await expect(rowOf(person)).toContainText('Finished');
    await expectSame([ana, ben]);
  });
});

const rowOf = (person: Person) => runsOf(person).getByRole('row').nth(1);
const alertsLink = (page: Person['page']) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Alerts/ });
