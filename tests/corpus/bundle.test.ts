import 'fake-indexeddb/auto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { comesBackWhole } from '../support/bundled.ts';
import { openFolderSource } from '../support/memory-source.ts';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';

const isHere = existsSync(join(CORPUS, 'wild'));

/** By hand: `CAIRN_CORPUS=… BUNDLE_CORPUS=1 npx vitest run tests/corpus/bundle.test.ts`; every case takes a bundle and comes back. */
describe.skipIf(!process.env['BUNDLE_CORPUS'] || !isHere)('what real people wrote', () => {
  const cases = ['wild', 'produced/mlflow', 'produced/others'].flatMap((folder) =>
    // A group that is left out is listed all the same.
    (isHere ? readdirSync(join(CORPUS, folder), { withFileTypes: true }) : [])
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name)),
  );

  it.each(cases)('%s comes back whole, under the same content hash', { timeout: 600_000 }, async (name) => {
    const began = performance.now();
    const told = await comesBackWhole(openFolderSource(join(CORPUS, name)).tree);
    const { newRuns, pointCount, artifactsKept, bundleBytes } = told;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${name}: ${newRuns} runs, ${pointCount} points, ${artifactsKept} files, ${(bundleBytes / 1e6).toFixed(2)} MB, ${seconds} s`,
    );
  });
});
