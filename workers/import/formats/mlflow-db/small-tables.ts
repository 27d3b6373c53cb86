import type {
  DatasetRecord,
  ExperimentRecord,
  ModelVersionRecord,
  RegisteredModelRecord,
} from '../../../../src/domain/records.ts';
import type { ImportEvent } from '../../format.ts';
import type { ArtifactLookup } from '../../source/artifact-lookup.ts';
import { type RunInputs, readDatasets, readInputs } from './inputs.ts';
import { type FoundModel, readLoggedModels } from './models.ts';
import { readModelVersions, readRegisteredModels } from './registry.ts';
import type { Store } from './schema.ts';

/** Everything but experiments, runs and what is logged with them. */
export interface SmallTables {
  readonly models: readonly FoundModel[];
  readonly datasets: ReadonlyMap<string, DatasetRecord>;
  readonly inputs: RunInputs;
  readonly registered: readonly RegisteredModelRecord[];
  readonly versions: readonly ModelVersionRecord[];
}

/** Adds experiments that logged models speak of and that are not there. */
export function readSmallTables(store: Store, experiments: Map<string, ExperimentRecord>): SmallTables {
  const models = readLoggedModels(store, experiments);
  const datasets = readDatasets(store);
  const inputs = readInputs(store, datasets);
  return {
    models,
    datasets,
    inputs,
    registered: readRegisteredModels(store),
    versions: readModelVersions(store),
  };
}

export function* tellModel(
  { record, experimentId }: FoundModel,
  artifacts: ArtifactLookup | null,
): Generator<ImportEvent> {
  yield { kind: 'logged-model', model: record };
  const found = artifacts?.find(record.artifactLocation, experimentId, record.key);
  for (const { path, file } of found?.files ?? []) yield { kind: 'artifact', owner: record.key, path, file };
}
