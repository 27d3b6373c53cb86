import { type RunKey, toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type {
  DatasetInput,
  ModelLink,
  Pair,
  RunRecord,
  RunSource,
  RunStatus,
} from '../../../../src/domain/run.ts';
import { folderOf, nameOf } from '../../source.ts';
import type { OwnedFiles } from './listing.ts';
import { type Meta, parseMeta } from './meta.ts';
import { findPair, readPairs } from './pairs.ts';
import type { FileTaker } from './read-ahead.ts';

const RUN_KEY = /^[A-Za-z0-9][\w-]{0,255}$/;
const CONTEXT_TAG = 'mlflow.data.context';
const STATUSES: Readonly<Record<string, RunStatus>> = {
  '': 'running',
  '1': 'running',
  '2': 'scheduled',
  '3': 'finished',
  '4': 'failed',
  '5': 'killed',
  RUNNING: 'running',
  SCHEDULED: 'scheduled',
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
};
const SOURCE_TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'NOTEBOOK'],
  ['2', 'JOB'],
  ['3', 'PROJECT'],
  ['4', 'LOCAL'],
]);

export interface RunPlace {
  readonly files: OwnedFiles;
  readonly experiment: ExperimentRecord;
  readonly datasets: ReadonlyMap<string, DatasetRecord>;
  /** Where the store was found in the drop, for the run's origin. */
  readonly origin: string;
}

/** Everything of a run but points and artifacts. Null when its `meta.yaml` tells nothing: one problem, one run lost. */
export async function readRun(
  place: RunPlace,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<RunRecord | null> {
  const { files, experiment } = place;
  if (files.meta === null) return null;
  const result = parseMeta(await ahead.take(files.meta), files.meta.path);
  if (!result.ok) {
    problems.push(result.problem);
    return null;
  }
  const { meta } = result;
  const key = runKeyOf(meta, files.folder);
  if (key === null) {
    problems.push({ code: 'run-skipped', path: files.folder, facts: { reason: 'no-id' } });
    return null;
  }
  checkExperiment(meta, place, problems);
  const { folder } = files;
  const isOld = !meta.has('run_id');
  const params = await readPairs(ahead, files.params, { folder, group: 'params', isOld }, problems);
  const tagOptions = { folder, group: 'tags', isOld, base: meta.pairs('tags') } as const;
  const tags = await readPairs(ahead, files.tags, tagOptions, problems);
  const links = await readLinks(place, ahead, problems);
  const parent = findPair(tags, 'mlflow.parentRunId');
  return {
    kind: 'run',
    key,
    experiment: experiment.key,
    name: meta.text('run_name') || findPair(tags, 'mlflow.runName') || meta.text('name'),
    status: Object.hasOwn(STATUSES, meta.text('status')) ? STATUSES[meta.text('status')]! : 'unknown',
    startMs: meta.number('start_time'),
    endMs: meta.number('end_time'),
    lifecycle: experiment.lifecycle === 'deleted' ? 'deleted' : meta.lifecycle(),
    user: meta.text('user_id') || findPair(tags, 'mlflow.user'),
    source: toRunSource(meta, tags, isOld),
    parent: parent === '' || parent === key ? null : toRunKey(parent),
    artifactUri: meta.text('artifact_uri'),
    origin: { format: 'mlruns', path: place.origin },
    params,
    tags,
    ...links,
  };
}

function runKeyOf(meta: Meta, folder: string): RunKey | null {
  const ids = [meta.text('run_id'), meta.text('run_uuid'), nameOf(folder)];
  const id = ids.find((one) => RUN_KEY.test(one));
  return id === undefined ? null : toRunKey(id);
}

function checkExperiment(meta: Meta, { files, experiment }: RunPlace, problems: ImportProblem[]): void {
  const recorded = meta.text('experiment_id');
  const folder = nameOf(folderOf(files.folder));
  if (recorded === '' || recorded === experiment.id || recorded === folder) return;
  const facts = { recorded, folder: experiment.id };
  problems.push({ code: 'experiment-id-mismatch', path: files.meta?.path ?? files.folder, facts });
}

/** Modern files keep constants where the source once stood; the tags tell. Old ones have no such tags. */
function toRunSource(meta: Meta, tags: readonly Pair[], isOld: boolean): RunSource {
  const oldType = isOld ? (SOURCE_TYPES.get(meta.text('source_type')) ?? '') : '';
  return {
    name: findPair(tags, 'mlflow.source.name') || meta.text('source_name'),
    type: findPair(tags, 'mlflow.source.type') || oldType,
    entryPoint: findPair(tags, 'mlflow.project.entryPoint') || meta.text('entry_point_name'),
    gitCommit: findPair(tags, 'mlflow.source.git.commit') || meta.text('source_version'),
    gitBranch: findPair(tags, 'mlflow.source.git.branch'),
    gitRepo: findPair(tags, 'mlflow.source.git.repoURL'),
  };
}

/** Datasets and models that went in, models that came out. The folder's name is a hash; the ids stand in the file. */
async function readLinks(
  place: RunPlace,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<{ datasets: readonly DatasetInput[]; models: readonly ModelLink[] }> {
  const datasets: DatasetInput[] = [];
  const models: ModelLink[] = [];
  for (const file of place.files.links) {
    const result = parseMeta(await ahead.take(file), file.path);
    if (!result.ok) {
      problems.push(result.problem);
      continue;
    }
    const { meta } = result;
    const folderName = nameOf(folderOf(file.path));
    const source = meta.text('source_id');
    if (meta.text('destination_type') === 'MODEL_OUTPUT' || meta.text('source_type') === 'RUN_OUTPUT') {
      const model = toModelKey(source || folderName);
      models.push({ model, direction: 'output', step: meta.number('step') ?? 0 });
    } else if (meta.text('source_type') === 'MODEL') {
      models.push({ model: toModelKey(source || folderName), direction: 'input', step: 0 });
    } else {
      const dataset = [source, meta.text('destination_id'), folderName].find((id) => place.datasets.has(id));
      if (dataset === undefined) {
        problems.push({ code: 'meta-missing', path: file.path, facts: { dataset: source } });
        continue;
      }
      datasets.push(toDatasetInput(place.datasets.get(dataset)!, meta.pairs('tags')));
    }
  }
  return { datasets, models };
}

function toDatasetInput(dataset: DatasetRecord, tags: readonly Pair[]): DatasetInput {
  const sorted = [...tags].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  return { dataset: dataset.key, context: findPair(tags, CONTEXT_TAG), tags: sorted };
}
