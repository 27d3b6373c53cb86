import { type ModelKey, toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type {
  ExperimentRecord,
  LoggedModelMetric,
  LoggedModelRecord,
} from '../../../../src/domain/records.ts';
import { nameOf } from '../../source.ts';
import { keyOf, type OwnedFiles } from './listing.ts';
import { parseMeta } from './meta.ts';
import { type LineExtra, MetricParser, toLineExtra } from './metric-file.ts';
import { readPairs } from './pairs.ts';
import type { FileTaker } from './read-ahead.ts';
import { toProblems } from './series.ts';

/** Metrics of a logged model are evaluations, a handful; they are kept as objects, so there is an end to them. */
const MAX_METRICS = 100_000;
const STATUSES: ReadonlyMap<string, LoggedModelRecord['status']> = new Map([
  ['1', 'pending'],
  ['2', 'ready'],
  ['3', 'failed'],
]);
const NO_EXTRA: LineExtra = { run: '', datasetName: '', datasetDigest: '' };

/** MLflow 3's `<experiment>/models/m-…`. */
export async function readLoggedModel(
  files: OwnedFiles,
  experiment: ExperimentRecord,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<LoggedModelRecord | null> {
  if (files.meta === null) return null;
  const result = parseMeta(await ahead.take(files.meta), files.meta.path);
  if (!result.ok) {
    problems.push(result.problem);
    return null;
  }
  const { meta } = result;
  const { folder } = files;
  const params = await readPairs(ahead, files.params, { folder, group: 'params' }, problems);
  const tags = await readPairs(ahead, files.tags, { folder, group: 'tags' }, problems);
  const metrics = await readMetrics(files, ahead, problems);
  const sourceRun = meta.text('source_run_id');
  return {
    kind: 'logged-model',
    key: modelKeyOf(meta.text('model_id'), folder),
    experiment: experiment.key,
    name: meta.text('name'),
    type: meta.text('model_type'),
    status: STATUSES.get(meta.text('status')) ?? 'unspecified',
    statusMessage: meta.text('status_message'),
    lifecycle: experiment.lifecycle === 'deleted' ? 'deleted' : meta.lifecycle(),
    sourceRun: sourceRun === '' ? null : toRunKey(sourceRun),
    createdMs: meta.number('creation_timestamp'),
    updatedMs: meta.number('last_updated_timestamp'),
    artifactLocation: meta.text('artifact_location'),
    params,
    tags,
    metrics,
  };
}

function modelKeyOf(recorded: string, folder: string): ModelKey {
  return toModelKey(/^m-[\w-]{1,255}$/.test(recorded) ? recorded : nameOf(folder));
}

async function readMetrics(
  files: OwnedFiles,
  ahead: FileTaker,
  problems: ImportProblem[],
): Promise<readonly LoggedModelMetric[]> {
  const metrics: LoggedModelMetric[] = [];
  for (const file of files.metrics) {
    const outcome = await ahead.take(file);
    if (outcome.kind !== 'bytes') {
      const code = outcome.kind === 'large' ? 'file-too-large' : 'unreadable-file';
      problems.push({ code, path: file.path });
      continue;
    }
    const extras = new Map<number, LineExtra>();
    const parser = new MetricParser(file.sizeBytes, (fields, point) =>
      extras.set(point, toLineExtra(fields, true)),
    );
    parser.push(outcome.bytes);
    parser.finish();
    problems.push(...toProblems(parser.damage, file));
    const key = keyOf(file, files.folder, 'metrics');
    const { steps, timesMs, values } = parser.points.columns();
    if (metrics.length + values.length > MAX_METRICS) {
      problems.push({
        code: 'limit-reached',
        path: file.path,
        facts: { limit: MAX_METRICS, what: 'metrics' },
      });
      break;
    }
    for (let i = 0; i < values.length; i++) {
      const { run, ...dataset } = extras.get(i) ?? NO_EXTRA;
      const point = { key, value: values[i]!, timeMs: timesMs[i]!, step: steps[i]! };
      metrics.push({ ...point, run: run === '' ? null : toRunKey(run), ...dataset });
    }
  }
  return metrics;
}
