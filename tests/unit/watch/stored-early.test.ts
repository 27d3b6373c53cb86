import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { differences, type Moments, writtenAndImported } from '../../support/grown-folder.ts';
import { MLFLOW_TABLES, makeSqlite } from '../../support/sqlite-maker.ts';

/** What is stored early is told by every later reading, too. */
async function differencesOf(moments: Moments): Promise<readonly string[]> {
  const { watched, imported } = await writtenAndImported(moments);
  expect(Object.keys(imported.runs)).not.toEqual([]);
  return differences(watched, imported);
}

const logOf = (metric: string, ...values: readonly number[]): string =>
  [`step\t${metric}`, ...values.map((value, step) => `${step}\t${value}`), ''].join('\n');

describe('DVCLive', () => {
  const loss = 'dvclive/plots/metrics/loss.tsv';
  const params = { 'dvclive/params.yaml': 'lr: 0.1\n' };

  test('is one run, although the first step goes on for long', async () => {
    const accuracy = 'dvclive/plots/metrics/accuracy.tsv';
    expect(
      await differencesOf([
        { ...params, [loss]: logOf('loss', 0.9) },
        {},
        { [accuracy]: logOf('accuracy', 0.1) },
        { [loss]: logOf('loss', 0.9, 0.7), [accuracy]: logOf('accuracy', 0.1, 0.3) },
        { [loss]: logOf('loss', 0.9, 0.7, 0.5) },
      ]),
    ).toEqual([]);
  });

  test('sums up at its last step, wherever that is', async () => {
    const summary = (step: number, best: number): Record<string, string> => ({
      'dvclive/metrics.json': JSON.stringify({ step, loss: 0.5, best }),
    });
    expect(
      await differencesOf([
        { ...params, [loss]: logOf('loss', 0.9, 0.7), ...summary(1, 0.7) },
        { [loss]: logOf('loss', 0.9, 0.7, 0.5), ...summary(2, 0.5) },
        summary(2, 0.4),
      ]),
    ).toEqual([]);
  });
});

describe('MLflow', () => {
  const id = '0123456789abcdef0123456789abcdef';
  const databaseWith = (tag: string, ...more: readonly string[]): Promise<Uint8Array> =>
    makeSqlite(
      MLFLOW_TABLES,
      "INSERT INTO experiments VALUES (1, 'taxi', '/somewhere/mlruns/1', 'active', 5, 6)",
      `INSERT INTO runs VALUES ('${id}', 'one', 'LOCAL', 's', '', 'u', 'FINISHED', 7, 99, '', 'active',
        '/somewhere/mlruns/1/${id}/artifacts', 1, NULL)`,
      `INSERT INTO tags VALUES ('team', '${tag}', '${id}')`,
      ...more,
    );

  test('has a note of an experiment whose runs were over and stored before it came', async () => {
    const note = "INSERT INTO experiment_tags VALUES ('mlflow.note.content', 'Trips.', 1)";
    const folders = [await databaseWith('a'), await databaseWith('a', note)].map((database) => ({
      'mlflow.db': database,
    }));
    expect(await differencesOf([folders[0]!, {}, folders[1]!, {}])).toEqual([]);
  });

  test('has files of a run that was over and stored before they came', async () => {
    const late = `mlruns/1/${id}/artifacts/model/MLmodel`;
    const folder = { 'mlflow.db': await databaseWith('a'), 'notes.txt': 'x' };
    expect(await differencesOf([folder, {}, { [late]: 'flavors: {}' }])).toEqual([]);
  });

  test('is one run, although several databases tell of it', async () => {
    const [one, other] = [await databaseWith('a'), await databaseWith('b')];
    expect(await differencesOf([{ 'b.db': one, 'a.db': one, 'c.db': other }, {}])).toEqual([]);
  });

  test('is one run, although it was exported twice', async () => {
    const exported = readFileSync(
      `${import.meta.dirname}/../../fixtures/mlflow-export/mlflow-export-import-1.2.0/31b9a729cbbe419890ecbe0f4743de88/run.json`,
      'utf8',
    );
    const extra = '"extra": [{"value": 2.0, "timestamp": 1700000000000, "step": 0}]';
    const later = exported.replace('"metrics": {', `"metrics": {${extra},`);
    const other = exported.replace('"end_time": 1700000010000', '"end_time": 1700000010001');
    const path = '31b9a729cbbe419890ecbe0f4743de88/run.json';
    expect(later === exported || other === exported).toBe(false);
    expect(await differencesOf([{ [`a/${path}`]: later, [`b/${path}`]: other }, {}])).toEqual([]);
  });
});
