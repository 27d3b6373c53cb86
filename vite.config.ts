import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

const VERSION: string = JSON.parse(readFileSync('package.json', 'utf8')).version;

/** What a `<meta>` policy cannot say; a browser warns about it there. */
const HEADER_ONLY = /\s*frame-ancestors [^;]*;?/;
const BUILD_MARK = '%CAIRN_BUILD%';

/** The policy of `public/_headers` once more inside the page, for hosts that send no headers of ours. */
function policyInPage(): Plugin {
  const policy = /Content-Security-Policy: (.*)/.exec(readFileSync('public/_headers', 'utf8'))?.[1];
  if (!policy) throw new Error('public/_headers has no Content-Security-Policy');
  const content = policy.replace(HEADER_ONLY, '').replace(/;\s*$/, '');
  return {
    name: 'cairn-policy-in-page',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content }, injectTo: 'head-prepend' },
      { tag: 'meta', attrs: { name: 'referrer', content: 'no-referrer' }, injectTo: 'head-prepend' },
      { tag: 'meta', attrs: { name: 'cairn-build', content: `${VERSION}+${BUILD_MARK}` }, injectTo: 'head' },
    ],
  };
}

/**
 * Names a build by the SHA-256 of all its files in name order (`name\0bytes`, the page itself with the mark in
 * place of the result): whoever builds the same sources can compare it with the one under Settings.
 */
function buildHash(): Plugin {
  return {
    name: 'cairn-build-hash',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = new Map<string, string | Uint8Array>();
      for (const output of Object.values(bundle)) {
        files.set(output.fileName, output.type === 'chunk' ? output.code : output.source);
      }
      for (const entry of readdirSync('public', { withFileTypes: true })) {
        if (entry.isFile()) files.set(entry.name, readFileSync(`public/${entry.name}`));
      }
      const hash = createHash('sha256');
      for (const name of [...files.keys()].sort()) hash.update(`${name}\0`).update(files.get(name) ?? '');
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('The build has no index.html');
      page.source = String(page.source).replace(BUILD_MARK, hash.digest('hex'));
    },
  };
}

const TESTS = 'tests/{unit,formats,contract,migrations,corpus}/**/*.test.ts';

/** Test files that put modules of their own in the place of others, or set the engine up: nothing else may meet that. */
const ALONE = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `tests/${name.replaceAll('\\', '/')}`)
  .filter((file) => /\bvi\.(do)?mock\(|\bsetFlagsFromString\(/i.test(readFileSync(file, 'utf8')));

const INLINE_SCRIPT = '?inline-script';

/** `import text from './page.ts?inline-script'`: a module with all it imports as one script, for files that Cairn writes. */
export function inlineScript(): Plugin {
  return {
    name: 'cairn-inline-script',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith(INLINE_SCRIPT) || !importer) return null;
      const path = source.slice(0, -INLINE_SCRIPT.length);
      return fileURLToPath(new URL(path, pathToFileURL(importer))) + INLINE_SCRIPT;
    },
    async load(id) {
      if (!id.endsWith(INLINE_SCRIPT)) return null;
      const built = await build({
        configFile: false,
        logLevel: 'error',
        build: {
          write: false,
          copyPublicDir: false,
          modulePreload: false,
          target: 'es2022',
          rolldownOptions: { input: id.slice(0, -INLINE_SCRIPT.length), output: { format: 'iife' } },
        },
      });
      const [bundle] = [built].flat();
      if (!bundle || !('output' in bundle)) throw new Error(`${id} was not built`);
      for (const output of bundle.output)
        if (output.type === 'chunk') for (const module of output.moduleIds) this.addWatchFile(module);
      const [script] = bundle.output;
      return `export const script = ${JSON.stringify(script.code.trim())};`;
    },
  };
}

export default defineConfig({
  // Relative addresses: the folder works under any sub-path of any static host.
  base: './',
  plugins: [
    solid(),
    inlineScript(),
    policyInPage(),
    buildHash(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: false,
      workbox: {
        globPatterns: ['**/*.{js,css,html,wasm,svg,png,webmanifest,zip}'],
        // SQLite ships two files for a way of starting it that is not used here.
        globIgnores: [
          '**/sqlite3-worker1*',
          '**/sqlite3-opfs-async-proxy*',
          'screenshot.png',
          'hosting/**',
          'sandbox*',
          'share-worker.js',
          'notification-worker.js',
        ],
        importScripts: ['sandbox-worker.js', 'share-worker.js', 'notification-worker.js'],
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
        navigateFallback: 'index.html',
        navigateFallbackDenylist: [/\/sandbox\.html$/],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        // A tab of the version before an update still finds its lazy parts: see src/app/service-worker.ts.
        runtimeCaching: [
          { urlPattern: /\/assets\//, handler: 'CacheFirst', options: { cacheName: 'cairn-previous' } },
        ],
      },
    }),
  ],
  resolve: {
    alias: {
      // The build for browsers decodes `&amp;` through innerHTML; the table does without a document.
      'decode-named-character-reference': fileURLToPath(
        new URL('./node_modules/decode-named-character-reference/index.js', import.meta.url),
      ),
    },
  },
  worker: { format: 'es', plugins: () => [inlineScript()] },
  build: { target: 'es2022', reportCompressedSize: false },
  server: { host: '127.0.0.1', strictPort: true },
  preview: { host: '127.0.0.1', strictPort: true },
  test: {
    environment: 'node',
    // The others share a process and its loaded modules, which is a third of the time of all of them.
    projects: [
      { extends: true, test: { name: 'together', include: [TESTS], exclude: ALONE, isolate: false } },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
    // One less than the cores of a small machine would leave half of it idle.
    maxWorkers: 2,
    unstubGlobals: true,
    // The style sheet that is written into reports; no other has a place in a test.
    css: { include: [/src\/report\//] },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The tests resolve packages as for a browser, where this one only says that it is for Node.
    alias: { ws: fileURLToPath(new URL('./node_modules/ws/wrapper.mjs', import.meta.url)) },
    // Loaded through Vite, so that the alias above holds for them too.
    server: { deps: { inline: [/mdast-util-/, /micromark/] } },
  },
});
