import 'fake-indexeddb/auto';
import { describe, expect, it, test } from 'vitest';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { isMlModel, withoutModelId } from '../../../workers/export/mlflow/without-model-id.ts';
import { expandArchives } from '../../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { exportedFile, exportFrom, freshWorkspace, importTree } from '../../support/exported.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

const HEAD = 'flavors:\n  x:\n    model_id: stays\n# café \ud83d\uddfb\nmlflow_version: 3.4.0\n';
const TAIL = 'model_size_bytes: 1438\r\nmodel_uuid: 0f\n';
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('MLmodel without its logged model', () => {
  test.each(['model_id: m-242e8c\n', 'model_id: m-242e8c  \r\n', 'model_id: "m-1"\n', "model_id: 'm-1'\n"])(
    'every byte around %j stays',
    (line) => {
      expect(withoutModelId(toUtf8(HEAD + line + TAIL))).toEqual(toUtf8(HEAD + TAIL));
      expect(withoutModelId(toUtf8(HEAD + line.trimEnd()))).toEqual(toUtf8(HEAD));
    },
  );

  test.each(['model_id: null\n', 'model_id:\n', 'model_id: >-\n  m-1\n', '', 'model_ids: m-1\n'])(
    'a file with %j is left alone',
    (line) => {
      expect(withoutModelId(toUtf8(HEAD + line + TAIL))).toBeNull();
    },
  );

  test('bytes that are no text stay too', () => {
    const odd = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7) % 256);
    const whole = new Uint8Array([...odd, 10, ...toUtf8('model_id: m-1\n'), ...odd]);
    expect(withoutModelId(whole)).toEqual(new Uint8Array([...odd, 10, ...odd]));
  });

  test('only files of that name', () => {
    expect([isMlModel('m/MLmodel', 10), isMlModel('MLmodel.txt', 10), isMlModel('MLmodel', 1e9)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe.each(['mlflow-db', 'mlflow-folder'] as const)('an export as %s', (format) => {
  it('leaves the line out, and says so', async () => {
    const run = 'a'.repeat(32);
    const meta = `artifact_uri: file:///x/${run}/artifacts\nend_time: 2\nentry_point_name: ''\nexperiment_id: '0'\nlifecycle_stage: active\nrun_id: ${run}\nrun_name: r\nrun_uuid: ${run}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 1\nstatus: 3\ntags: []\nuser_id: u\n`;
    const experiment =
      "artifact_location: file:///x\ncreation_time: 1\nexperiment_id: '0'\nlast_update_time: 1\nlifecycle_stage: active\nname: Default\n";
    const file = (path: string, content: string) => makeMemoryFile(path, toUtf8(content));
    const workspace = freshWorkspace();
    await importTree(
      workspace,
      new SourceTree([
        file('mlruns/0/meta.yaml', experiment),
        file(`mlruns/0/${run}/meta.yaml`, meta),
        file(`mlruns/0/${run}/params/lr`, '0.1'),
        file(`mlruns/0/${run}/artifacts/model/MLmodel`, `${HEAD}model_id: m-1\n${TAIL}`),
        file(`mlruns/0/${run}/artifacts/model/notes.txt`, 'model_id: m-1\n'),
      ]),
    );
    const result = await exportFrom(workspace, undefined, {
      settings: { format, withArtifacts: true, artifactRoot: '' },
    });
    expect(result).toMatchObject({
      notes: [{ code: 'model-id-left', count: 1, examples: [`${run}/artifacts/model/MLmodel`] }],
    });
    const { files } = await expandArchives([await exportedFile(result)], new AbortController().signal);
    const contentOf = async (ending: string) => {
      const found = files.find(({ path }) => path.endsWith(ending));
      return text(await found!.slice(0, found!.sizeBytes));
    };
    expect(await contentOf('/MLmodel')).toBe(HEAD + TAIL);
    expect(await contentOf('/notes.txt')).toBe('model_id: m-1\n');
  });
});
