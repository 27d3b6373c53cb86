import 'fake-indexeddb/auto';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'vitest';
import { comesBackWhole } from '../../support/bundled.ts';
import { openFolderSource } from '../../support/memory-source.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');

function fixtures(): readonly string[] {
  const found: string[] = [];
  const look = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) look(join(folder, entry.name));
      else if (entry.name === 'expected.json') found.push(relative(FIXTURES, folder));
    }
  };
  look(FIXTURES);
  return found.sort();
}

/** One of each kind; all of them with `BUNDLE_ALL=1`. */
const SOME =
  /^(csv\/keras|mlflow-db\/mlflow-2\.22|mlruns\/mlflow-2\.8|tensorboard\/.*keras|wandb\/|trackio\/)/;
const all = fixtures();
const kinds = new Set<string>();
const chosen = process.env['BUNDLE_ALL']
  ? all
  : all.filter((fixture) => {
      const kind = SOME.exec(fixture)?.[0];
      const isFirst = kind !== undefined && !kinds.has(kind);
      if (isFirst) kinds.add(kind);
      return isFirst;
    });

describe.each(chosen)('%s', (fixture) => {
  it('comes back whole, under the same content hash', async () => {
    const { tree } = openFolderSource(join(FIXTURES, fixture), (path) => path !== 'expected.json');
    await comesBackWhole(tree);
  });
});
