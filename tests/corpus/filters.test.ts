import { ALL_RUNS_QUERY, onlyRuns } from '../support/questions.ts';
import 'fake-indexeddb/auto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/domain/filter/parse.ts';
import type { ExperimentKey } from '../../src/domain/ids.ts';
import type { QuerySession } from '../../workers/query/session.ts';
import { openImported } from '../support/import-folder.ts';
import { openFolderSource } from '../support/memory-source.ts';

const PRODUCED = join(process.env.CAIRN_CORPUS ?? '../shared/corpus', 'produced', 'mlflow');
const ANSWERS = join(PRODUCED, 'filters_expected.json');

interface Recorded {
  readonly filter: string;
  readonly filestore: { readonly ok?: readonly string[]; readonly error?: string };
  readonly sqlite: { readonly ok?: readonly string[]; readonly error?: string };
}

/** Where MLflow's two stores answer differently: what is true of the logged value. */
const TRUE_ANSWERS = new Map<string, readonly string[]>([
  // NaN is logged: it is in no order with 1, and it is not 0.
  ['metrics.nanm < 1', []],
  ['metrics.nanm != 0', ['baseline']],
  // A fraction of a millisecond: the file store cannot read it, and no run ended then.
  ['end_time = 1700000060000.5', []],
  // The value goes over two lines: any text is any text.
  ["params.multi LIKE 'a%b'", ['baseline']],
  ["params.multi ILIKE '%B'", ['baseline']],
]);

describe.skipIf(!existsSync(ANSWERS))('filters as real MLflow answered them', () => {
  const recorded: readonly Recorded[] = existsSync(ANSWERS) ? JSON.parse(readFileSync(ANSWERS, 'utf8')) : [];
  const stores = [
    { name: 'database', folder: 'sqlite-3.4' },
    { name: 'folder', folder: 'mlruns-mlflow3.4' },
  ];

  describe.each(stores)('over the $name', ({ folder }) => {
    let session: QuerySession;
    let experiment: ExperimentKey;

    beforeAll(async () => {
      session = await openImported(openFolderSource(join(PRODUCED, folder)).tree);
      const known = await session.experiments();
      experiment = known.find(({ record }) => record.name.startsWith('exp/with slash'))!.record.key;
    });

    test.each(recorded)('$filter', async ({ filter, filestore, sqlite }) => {
      const summary = await session.table({
        ...ALL_RUNS_QUERY,
        experiments: [experiment],
        sort: [],
        lifecycle: 'active',
        tree: false,
        folded: [],
        filter,
      });
      const { strict } = parseFilter(filter, 0);
      const refuses = summary.mistake !== null || strict.length > 0;
      const bothRefuse = filestore.ok === undefined && sqlite.ok === undefined;
      if (bothRefuse) return expect(refuses).toBe(true);
      expect(summary.mistake).toBeNull();
      if (filestore.ok && sqlite.ok) expect(strict).toEqual([]);
      const isSame = JSON.stringify(filestore) === JSON.stringify(sqlite);
      const expected = isSame ? sqlite.ok : TRUE_ANSWERS.get(filter);
      const rows = onlyRuns(await session.rows(summary.table, 0, 99, []));
      // Real MLflow names a run that was killed at random; the record says only that it was.
      const names = rows.map((row) => (row.status === 'killed' ? '<killed run>' : row.name));
      expect(names.sort()).toEqual([...(expected ?? ['no answer was chosen'])].sort());
    });
  });
});
