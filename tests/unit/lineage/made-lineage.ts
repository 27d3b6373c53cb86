import {
  type DatasetKey,
  type ModelKey,
  type RunKey,
  toDatasetKey,
  toExperimentKey,
  toModelKey,
  toRunKey,
  toVersionRef,
} from '../../../src/domain/ids.ts';
import type { DatasetRecord, LoggedModelRecord } from '../../../src/domain/records.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { ModelLink } from '../../../src/domain/run.ts';
import type { LineageRun, LineageSource } from '../../../workers/query/lineage/lineage-source.ts';

/** Facts in short: ends of links may name what is not there. */
export interface MadeFacts {
  readonly runs: readonly {
    readonly key: string;
    readonly parent?: string;
    readonly datasets?: readonly string[];
    readonly models?: readonly (Omit<ModelLink, 'model'> & { readonly model: string })[];
    readonly deleted?: boolean;
    readonly metric?: number;
  }[];
  readonly datasets?: readonly string[];
  readonly models?: readonly string[];
  readonly versions?: readonly {
    readonly number: number;
    readonly run?: string;
    readonly model?: string;
    readonly stage?: string;
    readonly aliases?: readonly string[];
    readonly deleted?: boolean;
  }[];
}

export const MODEL = 'taxi';

export function madeSource(facts: MadeFacts): LineageSource {
  const runs = new Map(facts.runs.map((run) => [run.key, run]));
  const versions = (facts.versions ?? []).map(madeVersion);
  const linksOf = (run: string): readonly ModelLink[] =>
    (runs.get(run)?.models ?? []).map((link) => ({ ...link, model: toModelKey(link.model) }));
  return {
    run: (key) => {
      const run = runs.get(key);
      return run ? madeRun(run) : null;
    },
    children: (run) => facts.runs.filter(({ parent }) => parent === run).map(({ key }) => toRunKey(key)),
    inputs: (run) =>
      (runs.get(run)?.datasets ?? []).map((name) => ({ dataset: toDatasetKey(name), context: 'training' })),
    dataset: (key) => (facts.datasets?.includes(key) ? madeDataset(key) : null),
    users: (dataset) =>
      facts.runs.filter(({ datasets }) => datasets?.includes(dataset)).map(({ key }) => toRunKey(key)),
    model: (key) => (facts.models?.includes(key) ? madeModel(key) : null),
    modelsOf: linksOf,
    usesOf: (model) =>
      facts.runs.flatMap(({ key }) =>
        linksOf(key)
          .filter((link) => link.model === model)
          .map(({ direction, step }) => ({ run: toRunKey(key), direction, step })),
      ),
    version: (model, ref) => versions.find((one) => one.model === model && one.ref === ref) ?? null,
    versionsOfRun: (run) => versions.filter((version) => version.run === run),
    versionsOfModel: (model) => versions.filter((version) => version.loggedModel === model),
    experimentName: () => 'made',
    mainMetric: (run) => {
      const value = runs.get(run)?.metric;
      return value === undefined ? null : { key: 'val_rmse', value, rank: value };
    },
    fingerprints: () => 0,
  };
}

function madeRun({ key, parent, deleted = false }: MadeFacts['runs'][number]): LineageRun {
  return {
    key: toRunKey(key),
    name: key,
    status: 'finished',
    deleted,
    startMs: 0,
    parent: parent === undefined ? null : toRunKey(parent),
    experiment: toExperimentKey('e'),
  };
}

function madeDataset(key: DatasetKey): DatasetRecord {
  return {
    kind: 'dataset',
    key,
    name: key,
    digest: 'abc',
    sourceType: '',
    source: '',
    schema: '',
    profile: '',
  };
}

export function madeModel(key: ModelKey): LoggedModelRecord {
  return {
    kind: 'logged-model',
    key,
    experiment: toExperimentKey('e'),
    name: key,
    type: '',
    status: 'ready',
    statusMessage: '',
    lifecycle: 'active',
    sourceRun: null as RunKey | null,
    createdMs: null,
    updatedMs: null,
    artifactLocation: '',
    params: [],
    tags: [],
    metrics: [],
  };
}

function madeVersion(made: NonNullable<MadeFacts['versions']>[number]): ModelVersion {
  return {
    ref: toVersionRef(`i${made.number}`),
    model: MODEL,
    number: made.number,
    askedNumber: null,
    stage: made.stage ?? 'None',
    stageSinceMs: null,
    aliases: made.aliases ?? [],
    description: '',
    tags: [],
    run: made.run === undefined ? null : toRunKey(made.run),
    loggedModel: made.model === undefined ? null : toModelKey(made.model),
    source: '',
    runLink: '',
    user: '',
    createdMs: null,
    updatedMs: null,
    status: '',
    statusMessage: '',
    deleted: made.deleted ?? false,
    origin: 'imported',
  };
}
