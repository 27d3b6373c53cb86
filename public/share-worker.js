/*
 * Part of the service worker: takes files that another app shares with the installed one. They wait in a cache of
 * their own until the page has them; nothing is sent anywhere. The page reads them in `src/state/handed-files.ts`.
 */
const SHARED_FILES = new URL('shared-files', self.registration.scope).href;
const SHARED_CACHE = `cairn-shared-${self.registration.scope}`;
const MOST_SHARED = 500;

self.addEventListener('fetch', (event) => {
  const { url, method } = event.request;
  if (method !== 'POST' || url.split(/[?#]/, 1)[0] !== SHARED_FILES) return;
  event.stopImmediatePropagation();
  event.respondWith(takeShared(event.request));
});

async function takeShared(request) {
  const home = self.registration.scope;
  try {
    const form = await request.formData();
    const files = form.getAll('files').filter((file) => file instanceof File).slice(0, MOST_SHARED);
    const cache = await caches.open(SHARED_CACHE);
    for (const [at, file] of files.entries()) {
      const headers = { 'X-Name': encodeURIComponent(file.name), 'Content-Type': 'application/octet-stream' };
      await cache.put(`${home}shared-files/${Date.now()}-${at}`, new Response(file, { headers }));
    }
    return Response.redirect(`${home}#/?shared=${files.length}`, 303);
  } catch {
    return Response.redirect(`${home}#/?shared=failed`, 303);
  }
}
