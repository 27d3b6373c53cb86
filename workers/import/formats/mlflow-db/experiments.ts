import { type ExperimentKey, mlflowExperimentKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Lifecycle, Pair } from '../../../../src/domain/run.ts';
import type { RowSource } from '../../sqlite/row-source.ts';
import { sortPairs } from './pairs.ts';
import type { Store, TableName } from './schema.ts';

const ID = 0;
const NAME = 1;
const LOCATION = 2;
const LIFECYCLE = 3;
const CREATED = 4;
const UPDATED = 5;
const WORKSPACE = 6;

export type Experiments = ReadonlyMap<string, ExperimentRecord>;

/** Experiments by MLflow's id. */
export function readExperiments(store: Store): Map<string, ExperimentRecord> {
  const tags = readTags(store);
  const found = new Map<string, ExperimentRecord>();
  const columns = [
    'experiment_id',
    'name',
    'artifact_location',
    'lifecycle_stage',
    'creation_time',
    'last_update_time',
    'workspace',
  ];
  store.each('experiments', columns, (row) => {
    const id = row.text(ID);
    const name = withWorkspace(row.text(WORKSPACE), row.text(NAME));
    found.set(id, {
      kind: 'experiment',
      key: mlflowExperimentKey(id, name),
      id,
      name,
      lifecycle: toLifecycle(row.text(LIFECYCLE)),
      createdMs: row.numberOrNull(CREATED),
      updatedMs: row.numberOrNull(UPDATED),
      artifactLocation: row.text(LOCATION),
      tags: sortPairs(tags.get(id) ?? []),
    });
  });
  return found;
}

/** Databases with workspaces allow the same name in each; the default one goes without a prefix. */
export function withWorkspace(workspace: string, name: string): string {
  return workspace === '' || workspace === 'default' ? name : `${workspace}/${name}`;
}

export function toLifecycle(text: string): Lifecycle {
  return text === 'deleted' ? 'deleted' : 'active';
}

/** An experiment that runs speak of but that is not there: the table was damaged or rows were deleted by hand. */
export function makeMissingExperiment(id: string): ExperimentRecord {
  const key: ExperimentKey = mlflowExperimentKey(id, id);
  return {
    kind: 'experiment',
    key,
    id,
    name: id,
    lifecycle: 'active',
    createdMs: null,
    updatedMs: null,
    artifactLocation: '',
    tags: [],
  };
}

function readTags(store: Store): Map<string, Pair[]> {
  return readPairsBy(store, 'experiment_tags', ['experiment_id', 'key', 'value'], (row) => row.text(0));
}

/** Small tag tables: the pairs of columns 1 and 2 by whatever `ownerOf` makes of the row. */
export function readPairsBy(
  store: Store,
  table: TableName,
  columns: readonly string[],
  ownerOf: (row: RowSource) => string,
): Map<string, Pair[]> {
  const found = new Map<string, Pair[]>();
  store.each(table, columns, (row) => {
    const pair: Pair = [row.text(1), row.text(2)];
    const owner = ownerOf(row);
    const known = found.get(owner);
    if (known === undefined) found.set(owner, [pair]);
    else known.push(pair);
  });
  return found;
}
