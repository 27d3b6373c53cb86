/*
 * Part of the service worker: a click on a notification brings the app to the front, at the place that it was about.
 * Everything it goes by was written by the app itself (`src/app/alert-telling.ts`).
 */
self.addEventListener('notificationclick', (event) => {
  const { address, workspace } = event.notification.data ?? {};
  if (typeof address !== 'string' || !address.startsWith('/')) return;
  event.notification.close();
  event.waitUntil(goTo(address, workspace));
});

async function goTo(address, workspace) {
  const scope = self.registration.scope;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const pages = windows.filter(({ url, frameType }) => url.startsWith(scope) && frameType !== 'nested');
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
  if (!page) return self.clients.openWindow(`${scope}#${address}`);
  // The browser may not bring it to the front: it goes there all the same.
  await page.focus().catch(() => undefined);
  page.postMessage({ kind: 'cairn-go', address, workspace });
}
