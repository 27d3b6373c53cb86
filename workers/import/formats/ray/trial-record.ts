import { derivedKey, type ExperimentKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunRecord, RunStatus } from '../../../../src/domain/run.ts';
import { makeRun } from '../../reading/foreign-run.ts';
import { nameOf } from '../../source.ts';
import type { TrialState } from './experiment-state.ts';
import type { TrialResults } from './results.ts';

export const FORMAT = 'ray';

export interface TrialFacts {
  readonly folder: string;
  readonly id: string;
  readonly results: TrialResults;
  readonly state: TrialState | undefined;
  readonly params: readonly Pair[];
  /** The last line of `error.txt`; '' without. */
  readonly error: string;
  /** Of the trial's first row, where that comes from a table. */
  readonly startMs: number | null;
}

const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ['PENDING', 'scheduled'],
  ['RUNNING', 'running'],
  ['PAUSED', 'running'],
  ['TERMINATED', 'finished'],
  ['ERROR', 'failed'],
]);
/** More than clocks and time zones differ by: an experiment that was silent for longer runs no more. */
const SILENT_MS = 24 * 3600 * 1000;
const ID_IN_NAME = /(?:^|_)([0-9a-f]{5,8}(?:_\d{5})?)(?=_\d+_|_\d{4}-\d\d-\d\d_|$)/;
const DATE_IN_NAME = /_(\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)[^/_]*$/;

/** The id of a trial in the name of its folder; '' where people named it otherwise. */
export function idInName(folder: string): string {
  return ID_IN_NAME.exec(nameOf(folder))?.[1] ?? '';
}

export function makeTrial(facts: TrialFacts, experiment: ExperimentKey): RunRecord {
  const { results, state, folder } = facts;
  const status = statusOf(facts);
  const startMs = finite(results.startMs) ?? facts.startMs ?? state?.startMs ?? null;
  const endMs = finite(results.lastMs) ?? state?.lastMs ?? null;
  return makeRun({
    key: keyOf(facts),
    experiment,
    name: nameOfTrial(facts),
    origin: { format: FORMAT, path: folder },
    status,
    startMs,
    endMs: status === 'running' || status === 'scheduled' ? null : endMs,
    source: { name: state?.trainable ?? '' },
    params: facts.params.length > 0 ? facts.params : results.params,
    tags: tagsOf(facts),
  });
}

/** Ids are short, so that two experiments may have the same; the moment in the folder's name tells them apart. */
function keyOf({ id, folder, results }: TrialFacts): RunKey {
  const begun = DATE_IN_NAME.exec(nameOf(folder))?.[1] ?? finite(results.startMs)?.toString() ?? '';
  return toRunKey(id === '' ? derivedKey(FORMAT, nameOf(folder), begun) : derivedKey(FORMAT, id, begun));
}

/** As Ray prints it: the trainable and the id, without the params and the date behind them. */
function nameOfTrial({ id, folder }: TrialFacts): string {
  const name = nameOf(folder);
  const at = id === '' ? -1 : name.indexOf(id);
  return at < 0 ? name || id : name.slice(0, at + id.length);
}

function statusOf({ state, results, error }: TrialFacts): RunStatus {
  const known = STATUSES.get(state?.status ?? '');
  if (known === 'running')
    return Date.now() - (lastSign(state, results) ?? 0) > SILENT_MS ? 'killed' : 'running';
  if (known) return known;
  if (error !== '') return 'failed';
  return results.isDone ? 'finished' : 'unknown';
}

function lastSign(state: TrialState | undefined, results: TrialResults): number | null {
  return finite(results.lastMs) ?? state?.lastMs ?? state?.startMs ?? null;
}

function tagsOf({ id, results, state, error }: TrialFacts): readonly Pair[] {
  const tags: Pair[] = [
    ['trial_id', id],
    ['host', results.host],
    ['experiment_tag', results.tag || (state?.tag ?? '')],
    ['error', error],
  ];
  return tags.filter(([, text]) => text !== '');
}

function finite(timeMs: number): number | null {
  return Number.isFinite(timeMs) ? timeMs : null;
}
