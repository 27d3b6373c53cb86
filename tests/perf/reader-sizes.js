import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { ROOT } from '../support/project.js';
import { figure } from './figures.js';

const FORMATS = '/workers/import/formats/';
const IMPORT_WORKER = /\/workers\/import\.worker\.ts(\?|$)/;

/**
 * What each reader weighs in the built app: nothing before an import begins, its matching part in the import worker,
 * and what it loads when it reads. Prints a table in KB, gzipped.
 */
export async function measureReaders() {
  const { page, worker } = await buildAndCollect();
  const early = [...page].filter(([, file]) => formatsIn(file).size > 0);
  figure('reader modules in the page', String(early.length), { text: 'none', isMet: early.length === 0 });

  const entry = [...worker.values()].find((file) => file.modules.some((id) => IMPORT_WORKER.test(id)));
  if (!entry) throw new Error('The build has no import worker');
  const start = reach(worker, [entry.name], (file) => file.imports);
  const weigh = (names) => names.reduce((sum, name) => sum + (worker.get(name)?.gzipBytes ?? 0), 0);
  figure('the import worker as it starts', inKb(weigh([...start])));

  const readers = findReaders(worker, start);
  const users = new Map();
  for (const { loads } of readers) for (const name of loads) users.set(name, (users.get(name) ?? 0) + 1);
  for (const { format, loads } of readers) {
    const alone = loads.filter((name) => users.get(name) === 1);
    figure(
      `${format}: all that it loads / that no other does`,
      `${inKb(weigh(loads))} / ${inKb(weigh(alone))}`,
    );
  }
}

/** The formats whose first module is in what starts, and the files that each can load from there. */
function findReaders(worker, start) {
  // A lazy file may import from what started: that leads nowhere new.
  const all = (file) => (start.has(file.name) ? [] : [...file.imports, ...file.dynamicImports]);
  const ofFormat = new Map();
  for (const name of start) for (const format of formatsIn(worker.get(name))) ofFormat.set(format, new Set());
  for (const name of start)
    for (const lazy of worker.get(name)?.dynamicImports ?? [])
      for (const format of rootsOf(worker.get(lazy))) ofFormat.get(format)?.add(lazy);
  return [...ofFormat]
    .map(([format, roots]) => ({
      format,
      loads: [...reach(worker, [...roots], all)].filter((name) => !start.has(name)),
    }))
    .filter(({ loads }) => loads.length > 0)
    .sort((one, other) => one.format.localeCompare(other.format));
}

/** The format whose module a lazily loaded file stands for. */
function rootsOf(file) {
  return file?.facade?.includes(FORMATS) ? [formatOf(file.facade)] : [...formatsIn(file)];
}

const formatOf = (id) => id.slice(id.indexOf(FORMATS) + FORMATS.length).split('/')[0];

function formatsIn(file) {
  return new Set((file?.modules ?? []).filter((id) => id.includes(FORMATS)).map(formatOf));
}

function reach(files, names, next) {
  const seen = new Set(names);
  for (const name of seen) for (const other of files.get(name) ? next(files.get(name)) : []) seen.add(other);
  return seen;
}

/** Builds without writing. Files of the page, and of all workers together, by name. */
async function buildAndCollect() {
  const [page, worker] = [new Map(), new Map()];
  const collect = (into) => ({
    name: 'cairn-collect',
    enforce: 'post',
    generateBundle: (_options, bundle) => {
      for (const file of Object.values(bundle)) into.set(file.fileName, describe(file, bundle));
    },
  });
  await build({
    root: ROOT,
    logLevel: 'error',
    build: { write: false },
    plugins: [collect(page)],
    worker: { format: 'es', plugins: () => [collect(worker)] },
  });
  return { page, worker };
}

function describe(file, bundle) {
  const gzipBytes = gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length;
  const bare = { name: file.fileName, gzipBytes, modules: [], facade: null, imports: [], dynamicImports: [] };
  if (file.type !== 'chunk') return bare;
  // WebAssembly is asked for by its address.
  const assets = Object.values(bundle)
    .filter((other) => other.type === 'asset' && file.code.includes(basename(other.fileName)))
    .map((other) => other.fileName);
  return {
    ...bare,
    modules: file.moduleIds ?? Object.keys(file.modules),
    facade: file.facadeModuleId,
    imports: [...file.imports, ...assets],
    dynamicImports: file.dynamicImports,
  };
}

const inKb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
