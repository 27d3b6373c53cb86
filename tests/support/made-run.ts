import { PointBuilder } from '../../src/base/columns.ts';
import { mlflowExperimentKey, toRunKey } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import type { ImportEvent, ImportFormat } from '../../workers/import/format.ts';

export const MADE_EXPERIMENT: ExperimentRecord = {
  kind: 'experiment',
  key: mlflowExperimentKey('1', 'made'),
  id: '1',
  name: 'made',
  lifecycle: 'active',
  createdMs: null,
  updatedMs: null,
  artifactLocation: '',
  tags: [],
};

/** A run in a line: `'0.9 0.7 nan'` are the values of `loss` at steps 0, 1, 2. */
export interface MadeRun {
  readonly id: string;
  readonly loss: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly status?: RunRecord['status'];
}

export function runRecord({ id, params = {}, status = 'finished' }: MadeRun): RunRecord {
  return {
    kind: 'run',
    key: toRunKey(id),
    experiment: MADE_EXPERIMENT.key,
    name: id,
    status,
    startMs: 1000,
    endMs: status === 'running' ? null : 2000,
    lifecycle: 'active',
    user: '',
    source: { name: '', type: '', entryPoint: '', gitCommit: '', gitBranch: '', gitRepo: '' },
    parent: null,
    artifactUri: '',
    origin: { format: 'made', path: '' },
    params: Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)),
    tags: [],
    datasets: [],
    models: [],
  };
}

/** A format that reads these runs whatever it is given; `fail` throws after the first run, as a bug would. */
export function madeFormat(runs: readonly MadeRun[], fail = false): ImportFormat {
  return {
    id: 'made',
    label: 'Made',
    match: () => 'signature',
    async *read(): AsyncIterable<ImportEvent> {
      yield { kind: 'experiment', experiment: MADE_EXPERIMENT };
      for (const run of runs) {
        const record = runRecord(run);
        yield { kind: 'run', run: record };
        yield { kind: 'points', run: record.key, metric: 'loss', points: toPoints(run.loss) };
        yield { kind: 'run-end', run: record.key };
        if (fail) throw new Error('a bug in the reader');
      }
    },
  };
}

/** Runs that are all open at once, their values 0, 1, 2 … arriving in turn: the worst that a database can hold. */
export function hugeFormat(runs: number, pointsEach: number): ImportFormat {
  const batch = 50_000;
  return {
    ...madeFormat([]),
    async *read(): AsyncIterable<ImportEvent> {
      const records = Array.from({ length: runs }, (_, i) => runRecord({ id: `huge-${i}`, loss: '' }));
      for (const run of records) yield { kind: 'run', run };
      for (let from = 0; from < pointsEach; from += batch) {
        const points = new PointBuilder(batch);
        for (let step = from; step < from + batch; step++) points.push(step, step, step);
        for (const { key } of records)
          yield { kind: 'points', run: key, metric: 'loss', points: points.columns() };
      }
      for (const { key } of records) yield { kind: 'run-end', run: key };
    },
  };
}

function toPoints(text: string) {
  const builder = new PointBuilder();
  const words = text.split(' ').filter(Boolean);
  for (const [step, word] of words.entries())
    builder.push(step, 1000 + step, word === 'nan' ? Number.NaN : Number(word));
  return builder.columns();
}
