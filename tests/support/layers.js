/**
 * Checks that every import points the way the architecture says, that each third-party package stays in its home,
 * and that no file has outgrown its reader. Prints each breaking edge as file:line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './project.js';

const MAX_LINES = 500;
const MAX_SHELL_LINES = 40;

/** What the files of a layer may import, besides their own layer. */
const LAYERS = {
  base: [],
  domain: ['base'],
  storage: ['base', 'domain'],
  sync: ['base', 'domain', 'storage'],
  rpc: ['base', 'domain', 'storage'],
  state: ['base', 'domain', 'storage', 'sync', 'rpc'],
  ui: ['base'],
  report: ['base'],
  features: ['base', 'domain', 'storage', 'sync', 'rpc', 'state', 'ui'],
  app: ['base', 'domain', 'storage', 'sync', 'rpc', 'state', 'ui', 'features'],
  main: ['base', 'domain', 'storage', 'sync', 'rpc', 'state', 'ui', 'app'],
  workers: ['base', 'domain', 'storage', 'sync', 'rpc', 'report'],
};

const SCREENS = ['src/state/', 'src/ui/', 'src/features/', 'src/app/', 'src/main.tsx'];
const SQLITE = ['workers/import/sqlite', 'workers/import/formats/mlflow-db'];
const PARQUET = ['workers/import/formats/parquet'];
const MARKDOWN = ['workers/preview/'];

/** Where a package may be imported: beginnings of paths. A package without a row may not be used at all. */
const PACKAGE_HOMES = {
  '@noble/hashes': ['src/base/sha256.ts', 'src/base/md5.ts'],
  dexie: ['src/storage/'],
  comlink: ['src/rpc/', 'workers/*.worker.ts'],
  yjs: ['src/sync/'],
  'y-webrtc': ['src/sync/net/'],
  qr: ['src/features/share/'],
  uplot: ['src/ui/line-chart'],
  'd3-contour': ['src/ui/plots/'],
  'd3-delaunay': ['src/ui/plots/'],
  'solid-js': SCREENS,
  '@solidjs/router': ['src/features/', 'src/app/', 'src/main.tsx'],
  'workbox-window': ['src/app/service-worker.ts'],
  valibot: ['src/storage/', 'src/sync/', 'src/state/', 'src/features/', 'src/app/', 'workers/import/'],
  yaml: ['workers/import/text/yaml.ts'],
  fflate: ['workers/import/source', 'workers/export/bytes/', 'workers/download/'],
  hyparquet: PARQUET,
  'hyparquet-compressors': PARQUET,
  'hyparquet-writer': ['workers/query/table-files/parquet.ts', 'workers/export/bundle/'],
  diff: ['workers/preview/'],
  '@dagrejs/dagre': ['workers/lineage/'],
  'hash-wasm': ['workers/fingerprint/', 'workers/export/bundle/', 'workers/import/formats/bundle/'],
  'pdfjs-dist': ['src/features/run/artifacts/'],
  dompurify: ['src/features/run/artifacts/'],
  '@sqlite.org/sqlite-wasm': SQLITE,
  mdast: MARKDOWN,
  'mdast-util-from-markdown': MARKDOWN,
  'mdast-util-gfm': MARKDOWN,
  'micromark-extension-gfm': MARKDOWN,
};

/**
 * Debts, each with its reason. May only shrink.
 * @type {readonly { from: string, to: string, reason: string }[]}
 */
const EXCEPTIONS = [];

/** @typedef {{ line: number, specifier: string, kind: 'import' | 'url' }} Import */

const IMPORT_PATTERNS = [
  /^\s*(?:import|export)\b[^'"]*\bfrom\s*['"]([^'"]+)['"]/,
  /^\s*\}\s*from\s*['"]([^'"]+)['"]/,
  /^\s*import\s*['"]([^'"]+)['"]/,
  /\bimport\(\s*['"]([^'"]+)['"]/,
];
const URL_PATTERN = /\bnew URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url/;

/**
 * The imports of a file, and the files it names by URL. Reads line by line: the formatter keeps the end of an
 * import on one line.
 * @param {string} text
 * @returns {Import[]}
 */
export function readImports(text) {
  const found = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) continue;
    for (const pattern of IMPORT_PATTERNS) {
      const specifier = pattern.exec(line)?.[1];
      if (specifier === undefined) continue;
      found.push({ line: index + 1, specifier, kind: 'import' });
      break;
    }
    const address = URL_PATTERN.exec(line)?.[1];
    if (address !== undefined) found.push({ line: index + 1, specifier: address, kind: 'url' });
  }
  return found;
}

/** The layer of a path, or null for files outside src, workers and tests. */
function layerOf(path) {
  const [top, second = ''] = path.split('/');
  if (top === 'workers' || top === 'tests') return top;
  if (top !== 'src') return null;
  return second.includes('.') ? 'main' : second;
}

function featureOf(path) {
  return /^src\/features\/([^/]+)/.exec(path)?.[1] ?? null;
}

/** `@scope/name/deep/file.js` → `@scope/name` */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isHome(path, home) {
  const star = home.indexOf('*');
  if (star < 0) return path.startsWith(home);
  return path.startsWith(home.slice(0, star)) && path.endsWith(home.slice(star + 1));
}

/** Why `from` may not import this package, or null. */
function packageBreach(from, specifier) {
  if (layerOf(from) === 'tests') return null;
  const name = packageOf(specifier);
  if (specifier.startsWith('node:')) return 'the app runs in a browser: no Node module';
  const homes = Object.hasOwn(PACKAGE_HOMES, name) ? PACKAGE_HOMES[name] : null;
  if (!homes) return `${name} has no home yet: give it one row in tests/support/layers.js`;
  if (homes.some((home) => isHome(from, home))) return null;
  return `${name} is only for ${homes.join(', ')}`;
}

/** Why `from` may not reach the file `to`, or null. */
function edgeBreach(from, to, kind) {
  const fromLayer = layerOf(from);
  const toLayer = layerOf(to);
  if (fromLayer === 'tests' || toLayer === null) return null;
  if (toLayer === 'tests') return 'the app may not use test code';
  if (fromLayer !== 'workers' && toLayer === 'workers') {
    if (kind === 'import') return 'nothing in src imports from workers';
    return fromLayer === 'rpc' ? null : 'only src/rpc starts a worker';
  }
  const allowed = LAYERS[fromLayer];
  if (!allowed) return `${fromLayer} is not a layer`;
  if (toLayer !== fromLayer && !allowed.includes(toLayer)) return `${fromLayer} may not use ${toLayer}`;
  const feature = featureOf(to);
  if (fromLayer === 'features' && feature !== null && feature !== featureOf(from))
    return 'features never import one another';
  const door = `src/features/${feature}/index.ts`;
  if (fromLayer === 'app' && feature !== null && to !== door && to !== `${door}x`) {
    return `a feature is entered by its index.ts`;
  }
  return null;
}

/**
 * Everything wrong with one file, each as a line to print.
 * @param {string} path from the root, with forward slashes
 * @param {string} text
 * @returns {string[]}
 */
export function checkFile(path, text) {
  const breaches = [];
  for (const { line, specifier, kind } of readImports(text)) {
    const isRelative = specifier.startsWith('.');
    if (!isRelative && kind === 'url') continue;
    const to = isRelative ? posix.join(posix.dirname(path), specifier.split('?', 1)[0] ?? '') : specifier;
    if (EXCEPTIONS.some((debt) => debt.from === path && debt.to === to)) continue;
    const reason = isRelative ? edgeBreach(path, to, kind) : packageBreach(path, specifier);
    if (reason) breaches.push(`${path}:${line} → ${to}: ${reason}`);
  }
  const lineCount = text.split('\n').length - 1;
  const limit = /^workers\/[^/]+\.worker\.ts$/.test(path) ? MAX_SHELL_LINES : MAX_LINES;
  if (lineCount > limit) breaches.push(`${path}:${limit + 1}: ${lineCount} lines, the limit is ${limit}`);
  return breaches;
}

/** Source files below a folder of the project, as paths from its root. */
function listSources(folder) {
  const files = [];
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:tsx?|js|css)$/.test(entry.name)) continue;
    files.push(
      relative(ROOT, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    );
  }
  return files.filter((path) => !/^tests\/(?:fixtures|\.cache)\//.test(path)).sort();
}

function main() {
  const files = ['src', 'workers', 'tests'].flatMap(listSources);
  const breaches = files.flatMap((path) => checkFile(path, readFileSync(join(ROOT, path), 'utf8')));
  for (const breach of breaches) console.error(breach);
  console.log(`Layers: ${files.length} files, ${breaches.length} wrong imports or long files.`);
  if (breaches.length > 0) process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
