import type { LoggedModelRecord, ModelVersionRecord } from '../../src/domain/records.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { FactReader } from './fact-reader.ts';
import type { DatasetUse, RunTexts } from './run-table.ts';

const NO_DATASETS: readonly DatasetUse[] = [];

/** What the Models and Datasets columns say of a run. */
export function makeRunTexts(facts: FactReader): (run: StoredRun) => RunTexts {
  const versionsByRun = groupBy(
    [...facts.modelVersions.values()].filter(isShown),
    (version) => version.run ?? '',
  );
  const loggedByRun = groupBy([...facts.loggedModels.values()], (model) => model.sourceRun ?? '');
  const datasetsOf = makeDatasetUses(facts);
  return (run) => ({
    models: modelsText(run, versionsByRun.get(run.key) ?? [], loggedByRun.get(run.key) ?? []),
    datasets: datasetsOf(run),
  });
}

/** Thousands of runs use the same few datasets: they share the lists. */
function makeDatasetUses(facts: FactReader): (run: StoredRun) => readonly DatasetUse[] {
  const known = new Map<string, readonly DatasetUse[]>();
  return ({ datasets }) => {
    if (datasets.length === 0) return NO_DATASETS;
    const about = JSON.stringify(datasets.map(({ dataset, context }) => [dataset, context]));
    let uses = known.get(about);
    if (!uses) {
      uses = datasets.flatMap(({ dataset, context }) => {
        const record = facts.datasets.get(dataset);
        return record ? [{ name: record.name, digest: record.digest, context }] : [];
      });
      known.set(about, uses);
    }
    return uses;
  };
}

/** MLflow's tombstone of a deleted version. */
function isShown(version: ModelVersionRecord): boolean {
  return version.stage !== 'Deleted_Internal';
}

function modelsText(
  run: StoredRun,
  versions: readonly ModelVersionRecord[],
  logged: readonly LoggedModelRecord[],
): string {
  if (versions.length > 0)
    return versions.map((version) => `${version.model} v${version.version}`).join(', ');
  if (logged.length > 0) return logged.map((model) => model.name || model.key).join(', ');
  const history = run.tags.find(([key]) => key === 'mlflow.log-model.history')?.[1] ?? '';
  return [...new Set(artifactPaths(history))].join(', ');
}

/** The tag is often cut off in mid-JSON; its complete `artifact_path` members still say what was logged. */
function artifactPaths(history: string): string[] {
  return [...history.matchAll(/"artifact_path":\s*"([^"\\]{1,250})"/g)].map((match) => match[1]!);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
