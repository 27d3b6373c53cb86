import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import initSqlite from '@sqlite.org/sqlite-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { importInto } from '../support/import-folder.ts';
import { makeMemorySource, openFolderSource } from '../support/memory-source.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
let sqlite: Awaited<ReturnType<typeof initSqlite>>;

beforeAll(async () => {
  sqlite = await initSqlite();
});

/** Somebody's workspace, into which a store is dropped again and again. */
class Workspace {
  private readonly store = new FactStore(toWorkspaceId(crypto.randomUUID()));

  async drop(files: ReadonlyMap<string, Uint8Array>) {
    const { tree } = makeMemorySource(files);
    const { outcome, newRuns, grownRuns } = await importInto(this.store, tree);
    return { outcome, newRuns, grownRuns };
  }

  async facts(): Promise<FactReader> {
    const facts = new FactReader(this.store);
    await facts.load();
    return facts;
  }

  async run(id: string) {
    const { name, tags, lifecycle } = (await (await this.facts()).run(toRunKey(id)))!;
    return { name, lifecycle, tags: tags.filter(([key]) => !key.startsWith('mlflow.')) };
  }

  close(): void {
    this.store.close();
  }
}

describe('a database that is dropped again', () => {
  const RUN = '6901c1df688f4e7584daea6677940675';

  /** It, after these statements. */
  function databaseAfter(...statements: readonly string[]): Map<string, Uint8Array> {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, 'mlflow-db/mlflow-2.22.0/mlflow.db')));
    const database = new sqlite.oo1.DB(':memory:', 'c');
    const at = sqlite.wasm.allocFromTypedArray(bytes);
    const flags = sqlite.capi.SQLITE_DESERIALIZE_FREEONCLOSE | sqlite.capi.SQLITE_DESERIALIZE_RESIZEABLE;
    sqlite.capi.sqlite3_deserialize(database.pointer!, 'main', at, bytes.length, bytes.length, flags);
    for (const statement of statements) database.exec(statement);
    const after = sqlite.capi.sqlite3_js_db_export(database);
    database.close();
    return new Map([['mlflow.db', after]]);
  }

  const setTeam = (team: string) =>
    `UPDATE tags SET value = '${team}' WHERE key = 'team' AND run_uuid = '${RUN}'`;

  it('shows the tags that a run has now, though it was over before', async () => {
    const workspace = new Workspace();
    expect(await workspace.drop(databaseAfter())).toMatchObject({ outcome: 'committed' });
    const teams = ['speed', 'duration', 'anything', 'speed'];
    for (const team of teams) {
      const changed = databaseAfter(setTeam(team));
      expect(await workspace.drop(changed)).toEqual({ outcome: 'committed', newRuns: 0, grownRuns: 1 });
      expect(await workspace.drop(changed)).toMatchObject({ outcome: 'nothing-new' });
      expect((await workspace.run(RUN)).tags).toEqual([
        ['developer', 'ana'],
        ['team', team],
      ]);
    }
    workspace.close();
  });

  it('shows no tag that was deleted, the new name, and what was deleted and restored', async () => {
    const workspace = new Workspace();
    await workspace.drop(databaseAfter());
    const changes = [
      `DELETE FROM tags WHERE key = 'team' AND run_uuid = '${RUN}'`,
      `UPDATE runs SET name = 'renamed' WHERE run_uuid = '${RUN}'`,
      `UPDATE tags SET value = 'renamed' WHERE key = 'mlflow.runName' AND run_uuid = '${RUN}'`,
    ];
    await workspace.drop(databaseAfter(...changes));
    const now = { name: 'renamed', lifecycle: 'active', tags: [['developer', 'ana']] };
    expect(await workspace.run(RUN)).toEqual(now);
    const remove = `UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = '${RUN}'`;
    await workspace.drop(databaseAfter(...changes, remove));
    expect(await workspace.run(RUN)).toEqual({ ...now, lifecycle: 'deleted' });
    await workspace.drop(databaseAfter(...changes));
    expect(await workspace.run(RUN)).toEqual(now);
    workspace.close();
  });

  it('shows what changed of experiments and models without a time of change', async () => {
    const workspace = new Workspace();
    await workspace.drop(databaseAfter());
    const note = (text: string) => `UPDATE experiment_tags SET value = '${text}'`;
    const describeModel = (text: string) =>
      `UPDATE registered_models SET description = '${text}' WHERE name = 'nyc-taxi-regressor'`;
    const stage = (text: string) => `UPDATE model_versions SET current_stage = '${text}' WHERE version = 5`;
    for (const text of ['zzz', 'aaa', 'mmm', 'aaa']) {
      const changed = databaseAfter(
        note(text),
        describeModel(text),
        stage(text === 'aaa' ? 'Staging' : 'None'),
      );
      expect(await workspace.drop(changed)).toMatchObject({ outcome: 'committed' });
      expect(await workspace.drop(changed)).toMatchObject({ outcome: 'nothing-new' });
      const facts = await workspace.facts();
      const noted = [...facts.experiments.values()].flatMap(({ tags }) => tags);
      expect(noted).toEqual([['mlflow.note.content', text]]);
      const models = [...facts.registeredModels.values()].map(({ description }) => description);
      expect(models.toSorted()).toEqual(['', text]);
      const fifth = [...facts.modelVersions.values()].find(({ version }) => version === 5);
      expect(fifth?.stage).toBe(text === 'aaa' ? 'Staging' : 'None');
    }
    workspace.close();
  });
});

describe('a folder that is dropped again', () => {
  const EXPERIMENT = 'mlruns/783058388904859172';
  const RUN = 'a867c8e062e6441d86f2f9e86fedab6c';

  function folderWith(changes: Readonly<Record<string, string | null>>): Map<string, Uint8Array> {
    const { tree } = openFolderSource(join(FIXTURES, 'mlruns/mlflow-2.22.0'), (path) =>
      path.startsWith('mlruns/'),
    );
    const files = new Map(
      tree.files.map(({ path, sizeBytes, sliceSync }) => [path, sliceSync!(0, sizeBytes)]),
    );
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) files.delete(path);
      else files.set(path, new TextEncoder().encode(text));
    }
    return new Map(files);
  }

  it('shows the tags that a run and an experiment have now', async () => {
    const workspace = new Workspace();
    const changed = {
      [`${EXPERIMENT}/${RUN}/tags/team`]: 'aaa',
      [`${EXPERIMENT}/${RUN}/tags/developer`]: null,
      [`${EXPERIMENT}/tags/mlflow.note.content`]: 'aaa',
    };
    await workspace.drop(folderWith({}));
    const before = await workspace.run(RUN);
    expect(before.tags).toHaveLength(2);
    expect(await workspace.drop(folderWith(changed))).toMatchObject({ grownRuns: 1 });
    expect((await workspace.run(RUN)).tags).toEqual([['team', 'aaa']]);
    const { experiments } = await workspace.facts();
    expect([...experiments.values()].flatMap(({ tags }) => tags)).toEqual([['mlflow.note.content', 'aaa']]);
    expect(await workspace.drop(folderWith(changed))).toMatchObject({ outcome: 'nothing-new' });
    expect(await workspace.drop(folderWith({}))).toMatchObject({ grownRuns: 1 });
    expect(await workspace.run(RUN)).toEqual(before);
    workspace.close();
  });

  it('shows no tag that an experiment has lost', async () => {
    const workspace = new Workspace();
    await workspace.drop(folderWith({}));
    await workspace.drop(folderWith({ [`${EXPERIMENT}/tags/mlflow.note.content`]: null }));
    const { experiments } = await workspace.facts();
    expect([...experiments.values()].flatMap(({ tags }) => tags)).toEqual([]);
    workspace.close();
  });
});
