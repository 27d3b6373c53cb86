/*
 * Part of the service worker: the only place that answers `sandbox.html`, the frame in which a file runs when a
 * person asks for it. Its policy makes it a stranger (origin `null`): no storage, no network, no way to the app.
 * The frame must carry no `sandbox` attribute: a browser would then ask the network instead of this worker. The
 * build does not store this address, and no server may answer it.
 */
const SANDBOX = new URL('sandbox.html', self.registration.scope).href;

const POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob: data:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  'media-src data: blob:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/*
 * Acts only as a stranger, inside another page, and once: what comes from that page is written into this one. Taking
 * WebRTC away is a hindrance, not a wall (a frame in the frame has it again), so the app warns of it all the same.
 */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Sandbox</title><script>
(() => {
  if (self.origin !== 'null' || parent === self) {
    document.write('Refused: this page is not shut off.');
    return;
  }
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel']) delete self[name];
  addEventListener('message', function take(event) {
    if (event.source !== parent || typeof event.data !== 'string') return;
    removeEventListener('message', take);
    document.open();
    document.write(event.data);
    document.close();
  });
  parent.postMessage('cairn-sandbox-ready', '*');
})();
</script>`;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

self.addEventListener('fetch', (event) => {
  const { url, mode, destination } = event.request;
  const isFrame = mode === 'navigate' && destination !== 'document';
  const isSandbox = url.split(/[?#]/, 1)[0] === SANDBOX;
  if (!isFrame && !isSandbox) return;
  // Workbox listens after this one.
  event.stopImmediatePropagation();
  // No frame shows anything but the sandbox: what runs there cannot lead it into the app.
  const isAllowed = isFrame && url === SANDBOX;
  event.respondWith(isAllowed ? new Response(PAGE, { headers: HEADERS }) : Response.error());
});
