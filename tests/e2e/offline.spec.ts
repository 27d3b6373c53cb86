import { expect, openApp, test, waitUntilOffline } from './fixtures.ts';

test('the app opens with the server gone and the browser restarted', async ({ launch, site }) => {
  const first = await launch();
  await waitUntilOffline(await openApp(first, site));
  await first.close();
  await site.stop();
  await expect(fetch(site.url)).rejects.toThrow();

  const second = await launch();
  const page = await openApp(second, site, '#/settings');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});
