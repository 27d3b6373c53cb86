import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../workers/import/detect/detect.ts';
import { FORMATS } from '../../../workers/import/registry.ts';
import { expandArchives } from '../../../workers/import/source/expand-archives.ts';
import { type SourceFile, SourceTree } from '../../../workers/import/source.ts';
import { exportedFile, exportFrom, freshWorkspace, importTree } from '../../support/exported.ts';
import { openFolderSource } from '../../support/memory-source.ts';
import { type ImportSummary, summarise } from '../../support/summary.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');
const NEVER = new AbortController().signal;

/** What the own importer says of an export. */
async function readBack(file: SourceFile): Promise<ImportSummary> {
  const tree = new SourceTree((await expandArchives([file], NEVER)).files);
  const { claims } = await detect(tree, FORMATS, NEVER);
  expect(claims).toHaveLength(1);
  const [claim] = claims;
  return summarise(claim!.format.read({ path: claim!.path, file: claim!.file, tree }, { signal: NEVER }));
}

/** A folder cannot hold `val` and `val/acc`. */
function asFolder(expected: ImportSummary): unknown {
  return JSON.parse(JSON.stringify(expected).replaceAll('"val/acc":', '"val.acc":'));
}

describe.each(['mlflow-db/mlflow-2.8.1', 'mlflow-db/mlflow-1.30.0', 'mlflow-db/mlflow-2.22.0'])(
  'what %s holds',
  (fixture) => {
    const expected: ImportSummary = JSON.parse(
      readFileSync(join(FIXTURES, fixture, 'expected.json'), 'utf8'),
    );

    it.each(['mlflow-db', 'mlflow-folder'] as const)('comes back from %s', async (format) => {
      const workspace = freshWorkspace();
      const { tree } = openFolderSource(join(FIXTURES, fixture), (path) => path !== 'expected.json');
      await importTree(workspace, tree);
      const result = await exportFrom(workspace, undefined, {
        settings: { format, withArtifacts: true, artifactRoot: '' },
      });
      const back = await readBack(await exportedFile(result));
      expect(back).toEqual(format === 'mlflow-db' ? expected : asFolder(expected));
    });
  },
);
