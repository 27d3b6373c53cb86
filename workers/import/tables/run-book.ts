import { derivedKey, type ExperimentKey, type RunKey, toRunKey } from '../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Pair, RunRecord, RunStatus } from '../../../src/domain/run.ts';
import type { ImportEvent } from '../format.ts';
import { folderExperiment, makeRun } from '../reading/foreign-run.ts';

/** Where a table lies and what is known of it beside its rows. */
export interface TableOrigin {
  readonly format: string;
  readonly path: string;
  /** Stays the same when the file is dropped again or has grown. */
  readonly identity: string;
  /** The filled cells of the first row: tells apart files that share an identity. */
  readonly firstRow: string;
  /** Params from a file beside it (`hparams.yaml`). */
  readonly params: readonly Pair[];
  /** What seconds since the start count from; null where unknown. */
  readonly startMs: number | null;
}

export interface NewRun {
  /** Parts that tell this run from the others of the table. */
  readonly parts: readonly string[];
  readonly name: string;
  readonly experiment: string;
  readonly params?: readonly Pair[];
  readonly tags?: readonly Pair[];
  readonly status?: RunStatus;
  readonly user?: string;
  readonly startMs?: number | null;
  readonly endMs?: number | null;
}

/** Beyond this a table is no table of runs, and its remaining rows are left out. */
const MOST_RUNS = 100_000;

/** Makes the runs of one table, each once, with their experiments before them. */
export class RunBook {
  private readonly origin: TableOrigin;
  private readonly experiments = new Map<string, ExperimentKey>();
  private readonly keys = new Map<RunKey, number>();
  private readonly open = new Set<RunKey>();
  private refused = 0;

  constructor(origin: TableOrigin) {
    this.origin = origin;
  }

  /** The key of a new run, its events into `events`; null when the table has too many. */
  add(run: NewRun, events: ImportEvent[]): RunKey | null {
    if (this.keys.size >= MOST_RUNS) {
      this.refused += 1;
      return null;
    }
    const experiment = this.experiment(run.experiment, events);
    const first = toRunKey(derivedKey('table-run', this.origin.identity, ...run.parts));
    const earlier = this.keys.get(first) ?? 0;
    this.keys.set(first, earlier + 1);
    const key = earlier === 0 ? first : toRunKey(derivedKey('again', first, String(earlier)));
    this.open.add(key);
    events.push({ kind: 'run', run: this.record(key, experiment, run) });
    return key;
  }

  end(key: RunKey): ImportEvent {
    this.open.delete(key);
    return { kind: 'run-end', run: key };
  }

  *endAll(): Generator<ImportEvent> {
    for (const key of this.open) yield { kind: 'run-end', run: key };
    this.open.clear();
  }

  *problems(): Generator<ImportProblem> {
    if (this.refused === 0) return;
    const facts = { what: 'runs', limit: MOST_RUNS, left: this.refused };
    yield { code: 'limit-reached', path: this.origin.path, facts };
  }

  private experiment(name: string, events: ImportEvent[]): ExperimentKey {
    const known = this.experiments.get(name);
    if (known !== undefined) return known;
    const experiment = folderExperiment(name);
    const { key } = experiment;
    this.experiments.set(name, key);
    events.push({ kind: 'experiment', experiment });
    return key;
  }

  private record(key: RunKey, experiment: ExperimentKey, run: NewRun): RunRecord {
    const { format, path, params } = this.origin;
    const origin = { format, path };
    return makeRun({ ...run, key, experiment, origin, params: [...params, ...(run.params ?? [])] });
  }
}

export function problemEvent(problem: ImportProblem): ImportEvent {
  return { kind: 'problem', problem };
}

export function* problemEvents(problems: Iterable<ImportProblem>): Generator<ImportEvent> {
  for (const problem of problems) yield problemEvent(problem);
}
