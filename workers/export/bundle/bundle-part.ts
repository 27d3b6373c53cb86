import type { DatasetKey, ExperimentKey, ModelKey, RunKey } from '../../../src/domain/ids.ts';
import type { FactRecord } from '../../../src/domain/records.ts';
import type { RegisteredModel } from '../../../src/domain/registry/registry-view.ts';
import type { ExportScope } from '../../../src/rpc/export-api.ts';
import type { EditsPart } from '../../../src/sync/bundle/part-of-edits.ts';
import type { OpenedWorkspace } from '../opened-workspace.ts';
import type { FactsPart } from './part-facts.ts';

/** What goes into a bundle, by key. */
export interface BundleSubject {
  readonly runs: ReadonlySet<RunKey>;
  readonly experiments: ReadonlySet<ExperimentKey>;
  readonly datasets: ReadonlySet<DatasetKey>;
  readonly loggedModels: ReadonlySet<ModelKey>;
  readonly metrics: ReadonlySet<string>;
  readonly models: readonly RegisteredModel[];
}

/** Everything that runs of this scope need to be understood: their experiments, datasets and models. */
export async function findSubject(workspace: OpenedWorkspace, scope: ExportScope): Promise<BundleSubject> {
  const { facts, table } = workspace;
  const rows = workspace.rowsOf(scope);
  const runs = new Set(rows.map((row) => table.facts.keys[row]!));
  const isAll = scope.kind === 'all';
  const experiments = new Set(workspace.experimentsOf(scope, rows).map(({ record }) => record.key));
  const datasets = new Set<DatasetKey>(isAll ? facts.datasets.keys() : []);
  const linked = new Set<ModelKey>();
  const metrics = new Set<string>();
  const look = async (run: Parameters<Parameters<typeof facts.forEachRun>[0]>[0]): Promise<void> => {
    // The one it came from, wherever people have moved it.
    experiments.add(run.experiment);
    for (const { dataset } of run.datasets) datasets.add(dataset);
    for (const { model } of run.models) linked.add(model);
    for (const { key } of run.series) metrics.add(key);
  };
  if (!isAll) await facts.forEachRun(look, runs, () => true);
  const loggedModels = [...facts.loggedModels.values()].filter(
    ({ key, sourceRun }) => isAll || linked.has(key) || (sourceRun !== null && runs.has(sourceRun)),
  );
  const models = workspace
    .registry()
    .models.filter(
      ({ versions }) =>
        isAll || versions.some(({ run, deleted }) => !deleted && run !== null && runs.has(run)),
    );
  return {
    runs,
    experiments,
    datasets,
    loggedModels: new Set(loggedModels.map(({ key }) => key)),
    metrics,
    models,
  };
}

export function toFactsPart(workspace: OpenedWorkspace, subject: BundleSubject): FactsPart {
  const models = new Set(subject.models.map(({ name }) => name));
  const attached = new Set(
    [...subject.datasets].flatMap((dataset) => workspace.edits.fingerprints.get(dataset) ?? []),
  );
  const has = (record: FactRecord): boolean => {
    switch (record.kind) {
      case 'experiment':
        return subject.experiments.has(record.key);
      case 'dataset':
        return subject.datasets.has(record.key);
      case 'logged-model':
        return subject.loggedModels.has(record.key);
      case 'registered-model':
        return models.has(record.name);
      case 'model-version':
        return models.has(record.model);
      case 'fingerprint':
        return attached.has(record.key);
      default:
        return false;
    }
  };
  return { runs: subject.runs, owners: new Set<string>([...subject.runs, ...subject.loggedModels]), has };
}

export function toEditsPart(subject: BundleSubject): EditsPart {
  const models = new Set(subject.models.map(({ name }) => name));
  const { runs, experiments, datasets, metrics } = subject;
  return {
    ...{ runs, experiments, datasets, metrics },
    hasEvent: ({ model }) => models.has(model),
    hasModels: models.size > 0,
  };
}
