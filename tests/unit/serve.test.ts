import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/project.js';
import { listen, makeServer, parseHeaderRules, parsePort } from '../support/serve.js';

const PUBLIC = join(ROOT, 'public');
const servers: Server[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A built app in miniature, with a secret beside it that must stay out of reach. */
function makeSite(): string {
  const outside = mkdtempSync(join(tmpdir(), 'cairn-serve-'));
  folders.push(outside);
  const site = join(outside, 'dist');
  mkdirSync(join(site, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), '<!doctype html>');
  writeFileSync(join(site, 'sw.js'), '');
  writeFileSync(join(site, 'manifest.webmanifest'), '{}');
  writeFileSync(join(site, 'assets', 'reader-1a2b.wasm'), 'wasm');
  writeFileSync(join(site, '_headers'), readFileSync(join(PUBLIC, '_headers')));
  symlinkSync(join(outside, 'secret.txt'), join(site, 'link.txt'));
  return site;
}

async function startSite(options: { base?: string; bare?: boolean } = {}): Promise<number> {
  const server = makeServer({ root: makeSite(), ...options });
  servers.push(server);
  return await listen(server, 0);
}

/** `fetch` would tidy the path before sending it. */
function get(port: number, path: string, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method }, (response) => {
        let body = '';
        response.on('data', (data) => {
          body += String(data);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      sent.on('error', reject).end();
    },
  );
}

describe('static server', () => {
  it('sends the headers that are shipped, and keeps only hashed files for good', async () => {
    const port = await startSite();
    const page = await get(port, '/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.headers['cache-control']).toBe('no-cache');
    expect((await get(port, '/sw.js')).headers['cache-control']).toBe('no-cache');
    const wasm = await get(port, '/assets/reader-1a2b.wasm');
    expect(wasm.headers['content-type']).toBe('application/wasm');
    expect(wasm.headers['cache-control']).toContain('immutable');
    const manifest = await get(port, '/manifest.webmanifest');
    expect(manifest.headers['content-type']).toBe('application/manifest+json');
  });

  it('serves under a sub-path and nothing beside it', async () => {
    const port = await startSite({ base: '/lab/tools/cairn' });
    expect((await get(port, '/lab/tools/cairn/')).status).toBe(200);
    expect((await get(port, '/lab/tools/cairn')).headers.location).toBe('/lab/tools/cairn/');
    const asset = await get(port, '/lab/tools/cairn/assets/reader-1a2b.wasm');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await get(port, '/')).status).toBe(404);
    expect((await get(port, '/lab/tools/cairnx/')).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/link.txt',
    '/%00',
    '/%ff',
    '/_headers',
    '/assets/',
    '/missing',
  ])('answers 404 for %s', async (path) => {
    const answer = await get(await startSite(), path);
    expect(answer.status).toBe(404);
    expect(answer.body).toBe('');
  });

  it('only reads', async () => {
    const port = await startSite();
    expect((await get(port, '/', 'POST')).status).toBe(405);
    const head = await get(port, '/', 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  it('can play a host that sends no headers of ours', async () => {
    const page = await get(await startSite({ bare: true }), '/');
    expect(page.headers['content-security-policy']).toBeUndefined();
  });

  it('takes the next port when the first is in use', async () => {
    const first = makeServer({ root: makeSite() });
    const second = makeServer({ root: makeSite() });
    servers.push(first, second);
    expect(await listen(first)).not.toBe(await listen(second));
  });

  it('explains a port that is none', () => {
    expect(parsePort('')).toBeUndefined();
    expect(parsePort('8080')).toBe(8080);
    expect(() => parsePort('http')).toThrow('not a port');
    expect(() => parsePort('70000')).toThrow('not a port');
  });
});

describe('ready-made host settings', () => {
  const rules = parseHeaderRules(readFileSync(join(PUBLIC, '_headers'), 'utf8'));
  const everywhere = rules.find((rule) => rule.matches('/any'))?.headers ?? [];

  it.each(['nginx.conf', 'Caddyfile'])('%s sends the same headers as _headers', (name) => {
    const text = readFileSync(join(PUBLIC, 'hosting', name), 'utf8');
    expect(everywhere.length).toBeGreaterThan(5);
    for (const [header, value] of everywhere) expect(text).toContain(`${header} "${value}"`);
  });

  it('gives no address two values for one header: hosts would join them', () => {
    for (const path of ['/', '/index.html', '/sw.js', '/assets/a.js', '/sample.zip']) {
      const names = rules
        .filter((rule) => rule.matches(path))
        .flatMap((rule) => rule.headers.map(([name]) => name));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
