import './node-version.js';
import { createReadStream, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DIST, PlainError, runMain } from './project.js';

const MIME_TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.wasm', 'application/wasm'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.zip', 'application/zip'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/**
 * Reads a `_headers` file (the format of Netlify and Cloudflare): an address pattern, then indented headers.
 * The local server obeys the very file that is shipped, so the tests prove what a host will send.
 * @param {string} text
 * @returns {{ matches: (path: string) => boolean, headers: [string, string][] }[]}
 */
export function parseHeaderRules(text) {
  const rules = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    if (/^\S/.test(line)) {
      const pattern = line.trim();
      const prefix = pattern.endsWith('*') ? pattern.slice(0, -1) : null;
      const matches = (path) => (prefix === null ? path === pattern : path.startsWith(prefix));
      rules.push({ matches, headers: [] });
      continue;
    }
    const colon = line.indexOf(':');
    const rule = rules.at(-1);
    if (colon < 0 || !rule) throw new Error(`_headers: cannot read "${line}"`);
    rule.headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return rules;
}

/**
 * The file behind an address, or null where there is none or it lies outside the folder.
 * @param {string} root an absolute path without links
 * @param {string} path as in the address
 * @returns {string | null}
 */
export function findFile(root, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const inside = (file) => file === root || file.startsWith(root + sep);
  const file = resolve(root, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`);
  if (!inside(file) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return null;
  // A link inside the folder may point out of it.
  return inside(realpathSync(file)) ? file : null;
}

/**
 * A static server for the built app.
 * @param {{ root?: string, base?: string, bare?: boolean }} [options] `base`: the sub-path to serve under;
 *   `bare`: send no headers of ours, like the plainest host there is.
 */
export function makeServer({ root = DIST, base = '/', bare = false } = {}) {
  const folder = realpathSync(root);
  const headersFile = join(folder, '_headers');
  const rules = !bare && existsSync(headersFile) ? parseHeaderRules(readFileSync(headersFile, 'utf8')) : [];
  const prefix = normaliseBase(base);

  // The sandbox is answered by the service worker alone: a server that has such a page must not be obeyed.
  return createServer((request, response) => {
    const end = (status, headers = {}) => response.writeHead(status, headers).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, { Allow: 'GET, HEAD' });
    const address = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
    if (`${address}/` === prefix) return end(301, { Location: prefix });
    const path = address.startsWith(prefix) ? `/${address.slice(prefix.length)}` : null;
    const isHidden = path === '/_headers' || path?.endsWith('/sandbox.html');
    const file = path === null || isHidden ? null : findFile(folder, path);
    if (path === null || file === null) return end(404, { 'Content-Type': 'text/plain; charset=utf-8' });

    response.setHeader('Cache-Control', 'no-cache');
    for (const rule of rules) {
      if (!rule.matches(path)) continue;
      for (const [name, value] of rule.headers) response.setHeader(name, value);
    }
    response.writeHead(200, {
      'Content-Type': MIME_TYPES.get(extname(file)) ?? 'application/octet-stream',
      'Content-Length': statSync(file).size,
    });
    if (request.method === 'HEAD') return response.end();
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
  });
}

/**
 * Listens on the loopback address only. Without a port: 4173, or the next free one.
 * @param {import('node:http').Server} server
 * @param {number} [port] 0 takes any free port
 * @returns {Promise<number>} the port
 */
export async function listen(server, port) {
  if (port !== undefined) return tryPort(server, port);
  for (let candidate = 4173; candidate < 4273; candidate += 1) {
    try {
      return await tryPort(server, candidate);
    } catch (error) {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    }
  }
  throw new PlainError('Ports 4173 to 4272 are all in use. Choose another one: PORT=8080 npm start');
}

function tryPort(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });
}

/** @param {string | undefined} text */
export function parsePort(text) {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new PlainError(`"${text}" is not a port. Use a number between 1 and 65535.`);
}

/** @param {string} base */
function normaliseBase(base) {
  const parts = base.split('/').filter(Boolean);
  return parts.length === 0 ? '/' : `/${parts.join('/')}/`;
}

/**
 * Serves and prints the address in one line.
 * @param {{ root?: string, base?: string, port?: number | undefined, bare?: boolean }} options
 */
export async function serve({ root = DIST, base = '/', port, bare = false }) {
  const server = makeServer({ root, base, bare });
  try {
    const found = await listen(server, port);
    console.log(`Cairn is at http://127.0.0.1:${found}${normaliseBase(base)}`);
  } catch (error) {
    if (error.code === 'EADDRINUSE')
      throw new PlainError(`Port ${port} is in use. Choose another: PORT=8080`);
    if (error.code === 'EACCES')
      throw new PlainError(`This account may not use port ${port}. Choose another.`);
    throw error;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { base: { type: 'string' }, port: { type: 'string' }, bare: { type: 'boolean' } },
    });
    const port = parsePort(values.port ?? process.env.PORT);
    await serve({ root: positionals[0] ?? DIST, base: values.base, port, bare: values.bare });
  });
}
