import {
  datasetKey,
  derivedKey,
  type ExperimentKey,
  type RunKey,
  toRunKey,
} from '../../../../src/domain/ids.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import type { RunFacts } from './run-facts.ts';
import type { RunReading } from './run-reading.ts';

/** Where runs without a project go; W&B calls it so. */
const NO_PROJECT = 'uncategorized';
const RUN_ID = /^[A-Za-z0-9][\w.-]{0,127}$/;

export function experimentOf(facts: RunFacts): ExperimentRecord {
  return makeExperiment('wandb', facts.project || NO_PROJECT);
}

/** Artifacts that the run used, as datasets: they are what lineage follows. Models are only named by a tag. */
export function inputsOf(facts: RunFacts): readonly DatasetRecord[] {
  const found = new Map<string, DatasetRecord>();
  for (const { name, type, digest } of facts.used) {
    if (type === 'model') continue;
    const at = name.lastIndexOf(':');
    const [base, version] = at > 0 ? [name.slice(0, at), name.slice(at + 1)] : [name, digest];
    const key = datasetKey(base, version);
    const source = JSON.stringify({ artifact: name, id: digest, type });
    const record = { key, name: base, digest: version, sourceType: 'wandb-artifact', source } as const;
    found.set(key, { kind: 'dataset', ...record, schema: '', profile: '' });
  }
  return [...found.values()];
}

export function toRunRecord(
  facts: RunFacts,
  { points, history, stats }: RunReading,
  place: {
    readonly id: string;
    readonly origin: string;
    readonly experiment: ExperimentKey;
    readonly inputs: readonly DatasetRecord[];
  },
): RunRecord {
  const id = facts.id || place.id;
  const { params } = facts.config.params();
  const startMs = timeOrNull(facts.startMs);
  return makeRun({
    key: runKeyOf(id),
    experiment: place.experiment,
    name: facts.name || id,
    status: facts.status(),
    startMs,
    endMs: endOf(facts, startMs, [history.lastTimeMs, stats.lastTimeMs]),
    user: facts.user,
    source: facts.source(),
    origin: { format: 'wandb', path: place.origin },
    params,
    tags: [...facts.tagPairs(), ...facts.stepMetrics(points.metrics())],
    datasets: place.inputs.map(({ key }) => ({ dataset: key, context: 'input', tags: [] })),
  });
}

function runKeyOf(id: string): RunKey {
  return toRunKey(RUN_ID.test(id) ? id : derivedKey('wandb', id));
}

/** A run that says how long it took ended then; else at the last moment of which something was logged. */
function endOf(facts: RunFacts, startMs: number | null, last: readonly number[]): number | null {
  if (startMs !== null && facts.runtime > 0) return startMs + facts.runtime * 1000;
  const known = last.filter(Number.isFinite);
  return known.length === 0 ? null : Math.max(...known);
}

function timeOrNull(timeMs: number): number | null {
  return Number.isFinite(timeMs) ? timeMs : null;
}
