import { PointBuilder } from '../../../../src/base/columns.ts';
import { datasetKey, toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { DatasetInput, ModelLink, Pair, RunStatus } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { makeRun } from '../../reading/foreign-run.ts';
import { fromStored } from '../../reading/mlflow-infinity.ts';
import { joinPath, type SourceFile, type SourceTree } from '../../source.ts';
import { entriesOf, fieldOf, finiteOf, listOf, numberOf, textOf } from '../../text/json-fields.ts';
import type { JsonValue } from '../../text/lenient-json.ts';
import { pairsOf, toLifecycle } from './pairs.ts';

export interface RunPlace {
  readonly file: SourceFile;
  readonly folder: string;
  readonly experiment: ExperimentRecord;
  readonly tree: SourceTree;
}

const STATUSES: ReadonlySet<string> = new Set(['running', 'scheduled', 'finished', 'failed', 'killed']);

/** A run with its datasets, points and files. */
export function* runEvents(said: JsonValue | undefined, place: RunPlace): Generator<ImportEvent> {
  const { file, folder, experiment, tree } = place;
  const info = fieldOf(said, 'info');
  const id = textOf(fieldOf(info, 'run_id')) || textOf(fieldOf(info, 'run_uuid'));
  if (id === '') {
    yield { kind: 'problem', problem: { code: 'run-skipped', path: file.path } };
    return;
  }
  const key = toRunKey(id);
  const tags = pairsOf(fieldOf(said, 'tags'));
  const datasets = inputsOf(said);
  for (const { record } of datasets) yield { kind: 'dataset', dataset: record };
  const tag = (name: string): string => tags.find(([one]) => one === name)?.[1] ?? '';
  const status = textOf(fieldOf(info, 'status')).toLowerCase();
  const parent = tag('mlflow.parentRunId');
  const lifecycle = toLifecycle(fieldOf(info, 'lifecycle_stage'));
  yield {
    kind: 'run',
    run: makeRun({
      key,
      experiment: experiment.key,
      name: textOf(fieldOf(info, 'run_name')) || tag('mlflow.runName'),
      origin: { format: 'mlflow-export', path: file.path },
      status: STATUSES.has(status) ? (status as RunStatus) : 'unknown',
      startMs: finiteOf(fieldOf(info, 'start_time')),
      endMs: finiteOf(fieldOf(info, 'end_time')),
      lifecycle: experiment.lifecycle === 'deleted' ? 'deleted' : lifecycle,
      user: textOf(fieldOf(info, 'user_id')) || tag('mlflow.user'),
      source: {
        name: tag('mlflow.source.name'),
        type: tag('mlflow.source.type'),
        entryPoint: tag('mlflow.project.entryPoint'),
        gitCommit: tag('mlflow.source.git.commit'),
        gitBranch: tag('mlflow.source.git.branch'),
        gitRepo: tag('mlflow.source.git.repoURL'),
      },
      parent: parent === '' || parent === id ? null : toRunKey(parent),
      artifactUri: textOf(fieldOf(info, 'artifact_uri')),
      params: pairsOf(fieldOf(said, 'params')),
      tags,
      datasets: datasets.map(({ input }) => input),
      models: modelsOf(said),
    }),
  };
  for (const [metric, points] of entriesOf(fieldOf(said, 'metrics'))) {
    const columns = pointsOf(points);
    if (columns.length > 0) yield { kind: 'points', run: key, metric, points: columns.columns() };
  }
  for (const artifact of tree.under(joinPath(folder, 'artifacts'))) {
    const path = artifact.path.slice(joinPath(folder, 'artifacts').length + 1);
    yield { kind: 'artifact', owner: key, path, file: artifact };
  }
  yield { kind: 'run-end', run: key };
}

function pointsOf(points: JsonValue): PointBuilder {
  const builder = new PointBuilder();
  for (const point of listOf(points)) {
    const value = numberOf(fieldOf(point, 'value'));
    if (value === null) continue;
    const timeMs = finiteOf(fieldOf(point, 'timestamp')) ?? Number.NaN;
    builder.push(finiteOf(fieldOf(point, 'step')) ?? 0, timeMs, fromStored(value));
  }
  return builder;
}

interface FoundInput {
  readonly record: DatasetRecord;
  readonly input: DatasetInput;
}

/** `inputs` is an object since there are models in it; older files have the bare list of datasets. */
function inputsOf(said: JsonValue | undefined): readonly FoundInput[] {
  const inputs = fieldOf(said, 'inputs');
  const listed = Array.isArray(inputs) ? listOf(inputs) : listOf(fieldOf(inputs, 'dataset_inputs'));
  return listed.flatMap((one) => toInput(one) ?? []);
}

function toInput(value: JsonValue): FoundInput | null {
  const dataset = fieldOf(value, 'dataset');
  const name = textOf(fieldOf(dataset, 'name'));
  const digest = textOf(fieldOf(dataset, 'digest'));
  if (name === '' && digest === '') return null;
  const key = datasetKey(name, digest);
  const tags: Pair[] = pairsOf(fieldOf(value, 'tags'));
  const context = tags.find(([one]) => one === 'mlflow.data.context')?.[1] ?? '';
  const record: DatasetRecord = {
    kind: 'dataset',
    key,
    name,
    digest,
    sourceType: textOf(fieldOf(dataset, 'source_type')),
    source: textOf(fieldOf(dataset, 'source')),
    schema: textOf(fieldOf(dataset, 'schema')),
    profile: textOf(fieldOf(dataset, 'profile')),
  };
  return { record, input: { dataset: key, context, tags } };
}

function modelsOf(said: JsonValue | undefined): readonly ModelLink[] {
  const links = (list: JsonValue | undefined, direction: ModelLink['direction']): ModelLink[] =>
    listOf(list).flatMap((one) => {
      const model = textOf(fieldOf(one, 'model_id'));
      const step = finiteOf(fieldOf(one, 'step')) ?? 0;
      return model === '' ? [] : [{ model: toModelKey(model), direction, step }];
    });
  return [
    ...links(fieldOf(fieldOf(said, 'inputs'), 'model_inputs'), 'input'),
    ...links(fieldOf(fieldOf(said, 'outputs'), 'model_outputs'), 'output'),
  ];
}
