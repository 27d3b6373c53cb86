import { createServer } from 'node:http';
import { listen } from './serve.js';

/** Chromium's own housekeeping, which no page can cause: updates, sign-in state, form filling, hints. */
const BROWSER_HOSTS = new Set([
  'accounts.google.com',
  'android.clients.google.com',
  'clients2.google.com',
  'content-autofill.googleapis.com',
  'edgedl.me.gvt1.com',
  'optimizationguide-pa.googleapis.com',
  'redirector.gvt1.com',
  'safebrowsing.googleapis.com',
  'update.googleapis.com',
]);

/** A proxy that stands for every host but this machine: it answers nothing and writes down who was asked for. */
export interface OutsideWorld {
  readonly asked: string[];
  /** Browser arguments that lead everything but loopback through it: pages, workers, service workers, preloads. */
  readonly args: readonly string[];
}

export async function startOutsideWorld(): Promise<OutsideWorld> {
  const asked: string[] = [];
  const note = (address: string) => {
    const host = new URL(address).hostname;
    if (!BROWSER_HOSTS.has(host)) asked.push(address);
  };
  const server = createServer((request, response) => {
    note(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    note(`https://${request.url}`);
    // A browser that is killed leaves its connections in pieces.
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const port = await listen(server, 0);
  // The test runner must be able to end.
  server.unref();
  return { asked, args: [`--proxy-server=127.0.0.1:${port}`] };
}
