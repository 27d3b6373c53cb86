import { derivedKey, type ExperimentKey, toExperimentKey } from '../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { Pair, RunRecord, RunSource } from '../../../src/domain/run.ts';
import { sortedPairs } from '../text/json-fields.ts';

const NO_SOURCE: RunSource = {
  name: '',
  type: '',
  entryPoint: '',
  gitCommit: '',
  gitBranch: '',
  gitRepo: '',
};

/** What a producer says of a run; whatever it is silent about is left out. */
export interface ForeignRun {
  readonly key: RunRecord['key'];
  readonly experiment: ExperimentKey;
  readonly name: string;
  readonly origin: RunRecord['origin'];
  readonly status?: RunRecord['status'];
  readonly startMs?: number | null;
  readonly endMs?: number | null;
  readonly lifecycle?: RunRecord['lifecycle'];
  readonly user?: string;
  readonly source?: Partial<RunSource>;
  readonly parent?: RunRecord['parent'];
  readonly artifactUri?: string;
  /** In any order; of two with one key the later counts. */
  readonly params?: Iterable<Pair>;
  readonly tags?: Iterable<Pair>;
  readonly datasets?: RunRecord['datasets'];
  readonly models?: RunRecord['models'];
}

export function makeRun(run: ForeignRun): RunRecord {
  return {
    kind: 'run',
    key: run.key,
    experiment: run.experiment,
    name: run.name,
    status: run.status ?? 'unknown',
    startMs: run.startMs ?? null,
    endMs: run.endMs ?? null,
    lifecycle: run.lifecycle ?? 'active',
    user: run.user ?? '',
    source: { ...NO_SOURCE, ...run.source },
    parent: run.parent ?? null,
    artifactUri: run.artifactUri ?? '',
    origin: run.origin,
    params: sortedPairs(run.params ?? []),
    tags: sortedPairs(run.tags ?? []),
    datasets: run.datasets ?? [],
    models: run.models ?? [],
  };
}

/**
 * An experiment of logs that name none: the folder around their runs. One for all kinds of logs, because one folder is
 * one experiment to whoever trained there.
 */
export function folderExperiment(name: string): ExperimentRecord {
  return { ...makeExperiment('', name), key: toExperimentKey(derivedKey('table', name)) };
}

/** An experiment that its producer knows by name alone (a project, a study): the same name is the same experiment. */
export function makeExperiment(
  format: string,
  name: string,
  known: Partial<Pick<ExperimentRecord, 'id' | 'createdMs' | 'lifecycle'>> & {
    readonly tags?: Iterable<Pair>;
  } = {},
): ExperimentRecord {
  return {
    kind: 'experiment',
    key: toExperimentKey(`e${derivedKey(format, name)}`),
    id: known.id ?? '',
    name,
    lifecycle: known.lifecycle ?? 'active',
    createdMs: known.createdMs ?? null,
    updatedMs: null,
    artifactLocation: '',
    tags: sortedPairs(known.tags ?? []),
  };
}
