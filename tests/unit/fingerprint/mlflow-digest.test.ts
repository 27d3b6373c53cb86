import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sniffData } from '../../../workers/fingerprint/data-format.ts';
import { otherDigests } from '../../../workers/fingerprint/other-digests.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'data-digests', 'mlflow-3.3.2');
const { digests } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as {
  readonly digests: Readonly<Record<string, string | null>>;
};

test.each(Object.entries(digests))('%s has the digest that MLflow computes', async (name, wanted) => {
  const file = makeMemoryFile(name, readFileSync(join(FOLDER, name)));
  const found = await otherDigests(file, await sniffData(file));
  expect(found.map(([, digest]) => digest)).toEqual(wanted === null ? [] : [wanted]);
});
