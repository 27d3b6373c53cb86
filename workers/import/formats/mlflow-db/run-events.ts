import { toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportEvent } from '../../format.ts';
import { PAUSE, type Turn } from '../../sqlite/turn.ts';
import { MetricReader } from './metrics.ts';
import type { Reading } from './reading.ts';
import type { Runs } from './runs.ts';

/** With more runs than this it pays to know each run's last point, so that runs end as early as they can. */
const MANY_RUNS = 10_000;
/** Runs without points between two pauses. */
const RUNS_PER_TURN = 1000;

const WAITING = 0;
const OPEN = 1;
const ENDED = 2;

/**
 * Runs with their points. The table has points in the order of logging, so runs that trained at the same time are
 * mixed and open at the same time.
 */
export function* emitRuns(reading: Reading, runs: Runs): Generator<Turn> {
  const { progress } = reading;
  const metrics = new MetricReader(reading.store, runs);
  const remaining = runs.count > MANY_RUNS ? metrics.countPoints() : null;
  const states = new Uint8Array(runs.count);
  for (const turn of metrics.read()) {
    if (turn === null) {
      yield PAUSE;
      yield progress.advance(metrics.takeRowCount());
      continue;
    }
    const { run, points } = turn;
    if (states[run] === WAITING) yield { kind: 'run', run: runs.toRecord(run) };
    states[run] = OPEN;
    yield { kind: 'points', run: toRunKey(runs.idOf(run)), metric: metrics.textOf(turn.key), points };
    if (remaining === null) continue;
    remaining[run]! -= points.values.length;
    if (remaining[run] !== 0) continue;
    yield* endRun(reading, runs, run);
    states[run] = ENDED;
  }
  for (let run = 0; run < runs.count; run++) {
    if (states[run] === ENDED) continue;
    if (states[run] === WAITING) yield { kind: 'run', run: runs.toRecord(run) };
    yield* endRun(reading, runs, run);
    if (run % RUNS_PER_TURN === 0) yield PAUSE;
  }
}

function* endRun({ artifacts }: Pick<Reading, 'artifacts'>, runs: Runs, run: number): Generator<ImportEvent> {
  const id = runs.idOf(run);
  const found = artifacts?.find(runs.artifactUriOf(run), runs.experimentIdOf(run), id);
  for (const { path, file } of found?.files ?? [])
    yield { kind: 'artifact', owner: toRunKey(id), path, file };
  yield { kind: 'run-end', run: toRunKey(id) };
}
