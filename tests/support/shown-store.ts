import { sha256Hex } from '../../src/base/bytes.ts';
import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import type { RunKey, WorkspaceId } from '../../src/domain/ids.ts';
import { MLFLOW_STATUS } from '../../src/domain/mlflow-status.ts';
import type { ModelVersion } from '../../src/domain/registry/registry-view.ts';
import { MLFLOW_STAGES } from '../../src/domain/registry/stages.ts';
import type { ExperimentSummary, RunDetail } from '../../src/rpc/query-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { isMlModel, withoutModelId } from '../../workers/export/mlflow/without-model-id.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { ALL_RUNS_QUERY } from './questions.ts';

export type Point = readonly [timeMs: number, step: number, value: number | string];

export interface ShownRun {
  readonly experiment: string;
  readonly name: string;
  readonly status: string;
  readonly lifecycle: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly user: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly latest: Readonly<Record<string, Point>>;
  readonly history: Readonly<Record<string, readonly Point[]>>;
  /** Null where an old MLflow that was asked does not know them; so are `models`. */
  readonly inputs: readonly unknown[] | null;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** A workspace as the screens show it, in the words of MLflow's client. */
export interface ShownStore {
  readonly experiments: Readonly<Record<string, { readonly name: string }>>;
  readonly runs: Readonly<Record<string, ShownRun>>;
  readonly models: Readonly<Record<string, { readonly versions: Readonly<Record<string, unknown>> }>> | null;
}

export async function describeShown(workspace: WorkspaceId, edits: WorkspaceEdits): Promise<ShownStore> {
  const session = new QuerySession();
  await session.setEdits(edits);
  await session.open(workspace);
  const store = new FactStore(workspace);
  const facts = new FactReader(store);
  await facts.load();
  const experiments = await session.experiments();
  const runs: [string, ShownRun][] = [];
  for (const lifecycle of ['active', 'deleted'] as const) {
    const query = { ...ALL_RUNS_QUERY, experiments: 'all' as const, lifecycle, archived: true };
    const summary = await session.table(query);
    for (const key of await session.keys(summary.table)) {
      const detail = await session.run(key);
      runs.push([key, await describeRun(detail!, edits, facts, store)]);
    }
  }
  const registry = await session.registry(null);
  const models = registry.models
    .filter(({ deleted }) => !deleted)
    .map((model) => {
      const there = model.versions.filter(({ deleted }) => !deleted);
      return [
        model.name,
        {
          description: model.description,
          tags: Object.fromEntries(model.tags),
          aliases: Object.fromEntries(model.aliases.map(({ alias, version }) => [alias, version])),
          versions: Object.fromEntries(there.map((one) => [String(one.number), describeVersion(one)])),
        },
      ];
    });
  store.close();
  return {
    experiments: Object.fromEntries(experiments.map(describeExperiment)),
    runs: Object.fromEntries(runs),
    models: Object.fromEntries(models),
  };
}

function describeExperiment({ record }: ExperimentSummary): [string, { name: string; lifecycle: string }] {
  return [record.name, { name: record.name, lifecycle: record.lifecycle }];
}

async function describeRun(
  detail: RunDetail,
  edits: WorkspaceEdits,
  facts: FactReader,
  store: FactStore,
): Promise<ShownRun> {
  const { run } = detail;
  // A reader unites what several stores tell of a run when it reads the run.
  await facts.run(run.key);
  const own = edits.runs.get(run.key);
  const name = own?.name || run.name;
  const tags = new Map(run.tags);
  for (const [key, value] of Object.entries(own?.tags ?? {})) {
    if (value === null) tags.delete(key);
    else tags.set(key, value);
  }
  if (own?.note) tags.set('mlflow.note.content', own.note);
  if (name) tags.set('mlflow.runName', name);
  const history: Record<string, readonly Point[]> = {};
  const latest: Record<string, Point> = {};
  for (const series of run.series) {
    const { columns } = await facts.points(run, series.key);
    const points = Array.from(
      columns.steps,
      (step, i): Point => [columns.timesMs[i]!, step, numberText(columns.values[i]!)],
    );
    history[series.key] = points;
    latest[series.key] = [series.lastTimeMs, series.lastStep, numberText(series.last)];
  }
  return {
    experiment: detail.experiment?.name ?? '',
    name,
    status: MLFLOW_STATUS[run.status],
    lifecycle: detail.deleted ? 'deleted' : 'active',
    startMs: run.startMs,
    endMs: run.endMs,
    user: run.user,
    params: Object.fromEntries(run.params),
    tags: Object.fromEntries(tags),
    latest,
    history,
    inputs: run.datasets.map(({ dataset, tags: inputTags }) => {
      const { name: called = '', digest = '', sourceType = '' } = facts.datasets.get(dataset) ?? {};
      return [called, digest, sourceType, inputTags.map((pair) => [...pair])];
    }),
    artifacts: await describeArtifacts(detail, facts, store),
  };
}

/** Kept files by their path; those of MLflow 3's models lie in a folder of the model's name. */
async function describeArtifacts(
  detail: RunDetail,
  facts: FactReader,
  store: FactStore,
): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  const add = async (owner: Parameters<FactReader['artifacts']>[0], prefix: string): Promise<void> => {
    for (const { path, chunks } of await facts.artifacts(owner)) {
      if (chunks === null) continue;
      const parts = (await store.loadChunks(chunks)).filter((part) => part !== null);
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
      // The one file that an export changes, by the line that names a logged model; it says so.
      const written = isMlModel(path, bytes.length) ? withoutModelId(bytes) : null;
      all[prefix + path] = await sha256Hex(written ?? bytes);
    }
  };
  await add(detail.run.key, '');
  for (const model of detail.loggedModels) {
    if (model.sourceRun === detail.run.key && model.lifecycle === 'active')
      await add(model.key, `${model.name}/`);
  }
  return all;
}

function describeVersion(version: ModelVersion): unknown {
  const isKnown = MLFLOW_STAGES.some((stage) => stage === version.stage);
  return {
    stage: isKnown ? version.stage : 'None',
    description: version.description,
    tags: Object.fromEntries([
      ...version.tags,
      ...(isKnown ? [] : [['cairn.stage', version.stage]]),
      ...(version.origin === 'made' ? [['cairn.version', version.ref]] : []),
    ]),
    run: (version.run as RunKey | null) ?? '',
    source: version.source,
    status: version.status || 'READY',
    createdMs: version.createdMs,
    aliases: version.aliases.toSorted(),
  };
}

function numberText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
