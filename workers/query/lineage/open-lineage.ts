import type { RunKey } from '../../../src/domain/ids.ts';
import type { DatasetRecord, ExperimentRecord, LoggedModelRecord } from '../../../src/domain/records.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { RunStatus, StoredRun } from '../../../src/domain/run.ts';
import { schemaFields, sourceAddress } from './dataset-texts.ts';
import type { LineageSource } from './lineage-source.ts';
import { runUuid } from './run-uuid.ts';

const PRODUCER = 'urn:cairn:experiment-tracker';
const SPEC = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs';
const FACETS = 'https://openlineage.io/spec/facets';
/** Where models live, as datasets do. */
const MODEL_NAMESPACE = 'cairn://models';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Facets = Readonly<Record<string, Json>>;

/** What a run alone does not tell. */
export interface EventFacts {
  readonly source: LineageSource;
  /** Of another run of the lineage, for the parent's job. */
  readonly record: (run: RunKey) => StoredRun | null;
  readonly experiment: (run: StoredRun) => Pick<ExperimentRecord, 'name'> | null;
  /** When this is written: the time of an event whose run tells none. */
  readonly nowMs: number;
}

const EVENT_TYPES: Readonly<Record<RunStatus, string>> = {
  running: 'START',
  scheduled: 'OTHER',
  finished: 'COMPLETE',
  failed: 'FAIL',
  killed: 'ABORT',
  unknown: 'OTHER',
};

/** A run as a RunEvent of OpenLineage 2-0-2: what it read, and which models and versions came of it. */
export function toRunEvent(run: StoredRun, facts: EventFacts): Json {
  const known = facts.source.run(run.key);
  const status = known?.status ?? run.status;
  return {
    eventType: EVENT_TYPES[status],
    eventTime: toTime(run.endMs ?? run.startMs ?? facts.nowMs),
    producer: PRODUCER,
    schemaURL: `${SPEC}/RunEvent`,
    run: { runId: runUuid(run.key), facets: runFacets(run, known?.name ?? run.name, facts) },
    job: { ...jobOf(run, facts), facets: jobFacets(run) },
    inputs: inputsOf(run, facts.source),
    outputs: outputsOf(run, facts.source),
  };
}

function runFacets(run: StoredRun, name: string, facts: EventFacts): Facets {
  const parent = run.parent === null ? null : facts.record(run.parent);
  const metrics = run.series.map(({ key, last }): [string, Json] => [
    key,
    Number.isFinite(last) ? last : String(last),
  ]);
  return {
    ...(parent && {
      parent: facet('1-2-0/ParentRunFacet.json#/$defs/ParentRunFacet', {
        run: { runId: runUuid(parent.key) },
        job: jobOf(parent, facts),
      }),
    }),
    ...(run.startMs !== null && {
      nominalTime: facet('1-0-1/NominalTimeRunFacet.json#/$defs/NominalTimeRunFacet', {
        nominalStartTime: toTime(run.startMs),
        ...(run.endMs !== null && { nominalEndTime: toTime(run.endMs) }),
      }),
    }),
    cairn_run: ownFacet('RunFacet', {
      key: run.key,
      name,
      user: run.user,
      params: Object.fromEntries(run.params),
      metrics: Object.fromEntries(metrics),
    }),
  };
}

/** Its experiment is the namespace; the file or notebook that ran is the job. */
function jobOf(run: StoredRun, facts: EventFacts): { readonly namespace: string; readonly name: string } {
  const namespace = facts.experiment(run)?.name || 'default';
  const { name, entryPoint } = run.source;
  return { namespace, name: [name, entryPoint].filter(Boolean).join(':') || namespace };
}

function jobFacets({ source }: StoredRun): Facets {
  const jobType = facet('2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet', {
    processingType: 'BATCH',
    integration: 'CAIRN',
    jobType: 'TRAINING',
  });
  const url = sourceAddress(source.gitRepo);
  if (url === null) return { jobType };
  const code = facet('1-1-0/SourceCodeLocationJobFacet.json#/$defs/SourceCodeLocationJobFacet', {
    type: 'git',
    url,
    repoUrl: url,
    version: source.gitCommit,
    branch: source.gitBranch,
    path: source.name,
  });
  return { jobType, sourceCodeLocation: code };
}

function inputsOf(run: StoredRun, source: LineageSource): readonly Json[] {
  const datasets = source.inputs(run.key).flatMap(({ dataset, context }) => {
    const record = source.dataset(dataset);
    return record ? [toDataset(record, context)] : [];
  });
  const models = source.modelsOf(run.key).filter(({ direction }) => direction === 'input');
  return [...datasets, ...models.flatMap(({ model }) => toModels(source.model(model)))];
}

function outputsOf(run: StoredRun, source: LineageSource): readonly Json[] {
  const links = source.modelsOf(run.key).filter(({ direction }) => direction === 'output');
  const versions = [
    ...source.versionsOfRun(run.key),
    ...links.flatMap(({ model }) => source.versionsOfModel(model)),
  ].filter(({ deleted }) => !deleted);
  return [
    ...links.flatMap(({ model, step }) => toModels(source.model(model), step)),
    ...[...new Set(versions)].map(toVersion),
  ];
}

function toDataset(record: DatasetRecord, context: string): Json {
  const address = sourceAddress(record.source);
  const fields = schemaFields(record.schema);
  return {
    namespace: address === null ? 'file' : namespaceOf(address),
    name: record.name,
    facets: {
      version: facet('1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet', {
        datasetVersion: record.digest,
      }),
      ...(fields.length > 0 && {
        schema: facet('1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet', { fields: [...fields] }),
      }),
      ...(address !== null && {
        dataSource: facet('1-0-1/DatasourceDatasetFacet.json#/$defs/DatasourceDatasetFacet', {
          name: record.sourceType || 'source',
          uri: address,
        }),
      }),
    },
    ...(context !== '' && { inputFacets: { cairn_use: ownFacet('InputDatasetFacet', { context }) } }),
  };
}

function toModels(model: LoggedModelRecord | null, step = 0): readonly Json[] {
  if (!model) return [];
  const told = { key: model.key, type: model.type, status: model.status, step };
  const facets = { ...datasetType('LOGGED_MODEL'), cairn_model: ownFacet('DatasetFacet', told) };
  return [{ namespace: MODEL_NAMESPACE, name: `logged/${model.name || 'model'}/${model.key}`, facets }];
}

function toVersion({ model, number, stage, aliases }: ModelVersion): Json {
  const facets = {
    ...datasetType('MODEL'),
    version: facet('1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet', {
      datasetVersion: String(number),
    }),
    cairn_model: ownFacet('DatasetFacet', { stage, aliases: [...aliases] }),
  };
  return { namespace: MODEL_NAMESPACE, name: `registered/${model}`, facets };
}

function datasetType(type: string): Facets {
  const told = { datasetType: type };
  return { datasetType: facet('1-0-1/DatasetTypeDatasetFacet.json#/$defs/DatasetTypeDatasetFacet', told) };
}

function facet(schema: string, told: Facets): Json {
  return { _producer: PRODUCER, _schemaURL: `${FACETS}/${schema}`, ...told };
}

/** A facet of our own: as its schema it names what every facet of its kind keeps. */
function ownFacet(kind: 'RunFacet' | 'DatasetFacet' | 'InputDatasetFacet', told: Facets): Json {
  return { _producer: PRODUCER, _schemaURL: `${SPEC}/${kind}`, ...told };
}

/** `s3://bucket` of `s3://bucket/key`. */
function namespaceOf(address: string): string {
  const { protocol, host } = new URL(address);
  return host === '' ? protocol.replace(':', '') : `${protocol}//${host}`;
}

function toTime(timeMs: number): string {
  const time = new Date(timeMs);
  return Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString();
}
