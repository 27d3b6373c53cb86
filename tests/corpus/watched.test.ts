import 'fake-indexeddb/auto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differences, type Growth, watchedAndImported } from '../support/grown-folder.ts';
import { openFolderSource } from '../support/memory-source.ts';

const CORPUS = process.env['CAIRN_CORPUS'] ?? '../shared/corpus';
const FIXTURES = join(import.meta.dirname, '../fixtures');

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

const fixtures = foldersIn(FIXTURES).flatMap(foldersIn);
const corpus = ['wild', 'produced/mlflow', 'produced/others'].flatMap((name) =>
  foldersIn(join(CORPUS, name)),
);
// Nothing trains into these.
const folders = [...fixtures, ...corpus].filter((path) => !/fixtures\/(?:archives|bundle)\//.test(path));

/** Several loggers that write one run at once: no one of them is at its end before another begins. */
const ONE_RUN = /fixtures\/one-run\//;

/** By hand: `CAIRN_CORPUS=… WATCH_CORPUS=1 npx vitest run tests/corpus/watched.test.ts -t "together.*wandb"`. */
describe.skipIf(!process.env['WATCH_CORPUS']).each<Growth>(['together', 'apart'])(
  'watched while its files grow %s',
  (how) => {
    const grown = how === 'together' ? folders : folders.filter((path) => !ONE_RUN.test(path));
    it.each(grown)('%s is shown as an import shows it', { timeout: 300_000 }, async (folder) => {
      const { tree } = openFolderSource(folder, (path) => !/expected.*\.json$/.test(path));
      const { watched, imported } = await watchedAndImported(tree, how);
      expect(differences(watched, imported)).toEqual([]);
    });
  },
);
