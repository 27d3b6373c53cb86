import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

const FIT = join(import.meta.dirname, '../fixtures/tensorboard/tensorboard-2.20.0/fit');
const SHARED = 'run-1/train/events.out.tfevents.1700000087.box.7.1';
const OPENED = 'run-2/events.out.tfevents.1700000098.box.7.3';

test('files that another app shares, and files opened with the installed app, are imported', async ({
  page,
  site,
}) => {
  const imported = page.getByRole('status').filter({ hasText: /^Imported 1 run/ });
  // What a share sends: a form of files, answered by the service worker alone. The app's own policy lets no form be sent.
  await page.goto('about:blank');
  const action = `${site.url}shared-files`;
  await page.setContent(
    `<form method="post" enctype="multipart/form-data" action="${action}"><input type="file" name="files"><button>Share</button></form>`,
  );
  await page.locator('input').setInputFiles(join(FIT, SHARED));
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(imported).toBeVisible();
  expect(page.url()).not.toContain('shared');

  // What a double click hands over: handles, waiting in a queue until the page asks for them.
  await page.addInitScript(
    ([name, bytes]) => {
      const setConsumer = async (take: (launch: { files: readonly FileSystemHandle[] }) => void) => {
        const root = await navigator.storage.getDirectory();
        const handle = await root.getFileHandle(name, { create: true });
        const writer = await handle.createWritable();
        await writer.write(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)));
        await writer.close();
        take({ files: [handle] });
      };
      Object.defineProperty(globalThis, 'launchQueue', { value: { setConsumer } });
    },
    [OPENED.split('/').pop() ?? '', readFileSync(join(FIT, OPENED)).toString('base64')] as const,
  );
  await page.reload();
  await expect(imported).toBeVisible();
  await page.goto(`${site.url}#/experiments/all`);
  await expect(page.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '3');
});
