import { type ModelKey, toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ModelVersionRecord, RegisteredModelRecord } from '../../../../src/domain/records.ts';
import type { RowSource } from '../../sqlite/row-source.ts';
import { readPairsBy, withWorkspace } from './experiments.ts';
import { sortPairs } from './pairs.ts';
import type { Store } from './schema.ts';

/**
 * MLflow's tombstone for a deleted version, its source and run blacked out. Kept, so that its number is known to be
 * used up; the screens hide it.
 */
const DELETED_STAGE = 'Deleted_Internal';
const LOGGED_MODEL_SOURCE = /^models:\/(m-[0-9A-Za-z]+)/;

export function readRegisteredModels(store: Store): RegisteredModelRecord[] {
  const nameOf = (row: RowSource): string => withWorkspace(row.text(3), row.text(0));
  const tags = readPairsBy(store, 'registered_model_tags', ['name', 'key', 'value', 'workspace'], nameOf);
  const aliasColumns = ['name', 'alias', 'version', 'workspace'];
  const aliases = readPairsBy(store, 'registered_model_aliases', aliasColumns, nameOf);
  const found: RegisteredModelRecord[] = [];
  const columns = ['name', 'creation_time', 'last_updated_time', 'workspace', 'description'];
  store.each('registered_models', columns, (row) => {
    const name = nameOf(row);
    found.push({
      kind: 'registered-model',
      name,
      createdMs: row.numberOrNull(1),
      updatedMs: row.numberOrNull(2),
      description: row.text(4),
      tags: sortPairs(tags.get(name) ?? []),
      aliases: sortPairs(aliases.get(name) ?? []),
    });
  });
  return found;
}

/** Versions in ascending order, deleted ones among them. */
export function readModelVersions(store: Store): ModelVersionRecord[] {
  const keyOf = (name: string, version: string): string => `${version} ${name}`;
  const tags = readPairsBy(
    store,
    'model_version_tags',
    ['name', 'key', 'value', 'version', 'workspace'],
    (row) => keyOf(withWorkspace(row.text(4), row.text(0)), row.text(3)),
  );
  const found: ModelVersionRecord[] = [];
  const columns = [
    'name',
    'version',
    'creation_time',
    'last_updated_time',
    'description',
    'user_id',
    'current_stage',
    'source',
    'run_id',
    'run_link',
    'status',
    'status_message',
    'workspace',
  ];
  store.each('model_versions', columns, (row) => {
    const stage = row.text(6);
    const model = withWorkspace(row.text(12), row.text(0));
    const run = row.text(8);
    const source = row.text(7);
    found.push({
      kind: 'model-version',
      model,
      version: row.number(1),
      createdMs: row.numberOrNull(2),
      updatedMs: row.numberOrNull(3),
      description: row.text(4),
      user: row.text(5),
      stage: stage === '' ? 'None' : stage,
      source,
      run: run === '' || stage === DELETED_STAGE ? null : toRunKey(run),
      runLink: row.text(9),
      loggedModel: toLoggedModel(source),
      status: row.text(10),
      statusMessage: row.text(11),
      tags: sortPairs(tags.get(keyOf(model, row.text(1))) ?? []),
    });
  });
  return found.sort((a, b) => (a.model < b.model ? -1 : a.model > b.model ? 1 : a.version - b.version));
}

function toLoggedModel(source: string): ModelKey | null {
  const id = LOGGED_MODEL_SOURCE.exec(source)?.[1];
  return id === undefined ? null : toModelKey(id);
}
