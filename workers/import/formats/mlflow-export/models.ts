import { type ModelKey, toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type {
  ExperimentRecord,
  LoggedModelMetric,
  ModelVersionRecord,
} from '../../../../src/domain/records.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { fromStored } from '../../reading/mlflow-infinity.ts';
import { joinPath, type SourceTree } from '../../source.ts';
import {
  entriesOf,
  fieldOf,
  finiteOf,
  listOf,
  numberOf,
  sortedPairs,
  textOf,
} from '../../text/json-fields.ts';
import type { JsonValue } from '../../text/lenient-json.ts';
import { pairsOf } from './pairs.ts';

const STATUSES = ['pending', 'ready', 'failed'] as const;
const LOGGED_MODEL_SOURCE = /^models:\/(m-[0-9A-Za-z]+)/;

/** A logged model of MLflow 3 with its files. */
export function* loggedModelEvents(
  said: JsonValue | undefined,
  place: { readonly folder: string; readonly experiment: ExperimentRecord; readonly tree: SourceTree },
): Generator<ImportEvent> {
  const key = toModelKey(textOf(fieldOf(said, 'model_id')));
  if (key === '') return;
  const run = textOf(fieldOf(said, 'source_run_id'));
  const status = textOf(fieldOf(said, 'status')).toLowerCase();
  yield {
    kind: 'logged-model',
    model: {
      kind: 'logged-model',
      key,
      experiment: place.experiment.key,
      name: textOf(fieldOf(said, 'name')),
      type: textOf(fieldOf(said, 'model_type')),
      status: STATUSES.find((one) => one === status) ?? 'unspecified',
      statusMessage: textOf(fieldOf(said, 'status_message')),
      lifecycle: place.experiment.lifecycle,
      sourceRun: run === '' ? null : toRunKey(run),
      createdMs: finiteOf(fieldOf(said, 'creation_time')),
      updatedMs: finiteOf(fieldOf(said, 'last_updated_timestamp')),
      artifactLocation: textOf(fieldOf(said, 'artifact_location')),
      params: pairsOf(fieldOf(said, 'params')),
      tags: pairsOf(fieldOf(said, 'tags')),
      metrics: listOf(fieldOf(said, 'metrics')).map(toMetric),
    },
  };
  const artifacts = joinPath(place.folder, 'artifacts');
  for (const file of place.tree.under(artifacts)) {
    yield { kind: 'artifact', owner: key, path: file.path.slice(artifacts.length + 1), file };
  }
}

function toMetric(value: JsonValue): LoggedModelMetric {
  const run = textOf(fieldOf(value, 'run_id'));
  return {
    key: textOf(fieldOf(value, 'key')),
    value: fromStored(numberOf(fieldOf(value, 'value')) ?? Number.NaN),
    timeMs: finiteOf(fieldOf(value, 'timestamp')) ?? Number.NaN,
    step: finiteOf(fieldOf(value, 'step')) ?? 0,
    run: run === '' ? null : toRunKey(run),
    datasetName: textOf(fieldOf(value, 'dataset_name')),
    datasetDigest: textOf(fieldOf(value, 'dataset_digest')),
  };
}

/** A registered model with its versions; old exports hold the latest of each stage alone. */
export function* modelEvents(said: JsonValue | undefined): Generator<ImportEvent> {
  const name = textOf(fieldOf(said, 'name'));
  if (name === '') return;
  const versions = listOf(fieldOf(said, 'versions') ?? fieldOf(said, 'latest_versions'));
  const own = versions.flatMap((version) => aliasesOf(version));
  yield {
    kind: 'registered-model',
    model: {
      kind: 'registered-model',
      name,
      createdMs: finiteOf(fieldOf(said, 'creation_timestamp')),
      updatedMs: finiteOf(fieldOf(said, 'last_updated_timestamp')),
      description: textOf(fieldOf(said, 'description')),
      tags: pairsOf(fieldOf(said, 'tags')),
      aliases: sortedPairs([...own, ...modelAliases(fieldOf(said, 'aliases'))]),
    },
  };
  for (const version of versions) {
    const record = toVersion(version, name);
    if (record) yield { kind: 'model-version', version: record };
  }
}

/** A version that was exported alone; its model's own file may lie beside it. */
export function* versionEvents(said: JsonValue | undefined): Generator<ImportEvent> {
  const record = toVersion(said, '');
  if (record && record.model !== '') yield { kind: 'model-version', version: record };
}

function aliasesOf(version: JsonValue): Pair[] {
  const number = textOf(fieldOf(version, 'version'));
  return listOf(fieldOf(version, 'aliases')).map((alias): Pair => [textOf(alias), number]);
}

function modelAliases(value: JsonValue | undefined): Pair[] {
  const listed = listOf(value).map(
    (one): Pair => [textOf(fieldOf(one, 'alias')), textOf(fieldOf(one, 'version'))],
  );
  return [...listed, ...entriesOf(value).map(([alias, version]): Pair => [alias, textOf(version)])];
}

function toVersion(said: JsonValue | undefined, modelName: string): ModelVersionRecord | null {
  const version = finiteOf(fieldOf(said, 'version'));
  if (version === null || !Number.isSafeInteger(version) || version < 1) return null;
  const run = textOf(fieldOf(said, 'run_id'));
  const source = textOf(fieldOf(said, 'source'));
  return {
    kind: 'model-version',
    model: textOf(fieldOf(said, 'name')) || modelName,
    version,
    createdMs: finiteOf(fieldOf(said, 'creation_timestamp')),
    updatedMs: finiteOf(fieldOf(said, 'last_updated_timestamp')),
    description: textOf(fieldOf(said, 'description')),
    user: textOf(fieldOf(said, 'user_id')),
    stage: textOf(fieldOf(said, 'current_stage')) || 'None',
    source,
    run: run === '' ? null : toRunKey(run),
    runLink: textOf(fieldOf(said, 'run_link')),
    loggedModel: toLoggedModel(source),
    status: textOf(fieldOf(said, 'status')),
    statusMessage: textOf(fieldOf(said, 'status_message')),
    tags: pairsOf(fieldOf(said, 'tags')),
  };
}

function toLoggedModel(source: string): ModelKey | null {
  const id = LOGGED_MODEL_SOURCE.exec(source)?.[1];
  return id === undefined ? null : toModelKey(id);
}
