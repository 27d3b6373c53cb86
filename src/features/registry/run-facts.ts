import { type Accessor, createMemo } from 'solid-js';
import { type NumberStyle, numberStyle } from '../../base/column-number.ts';
import { columnIdOf } from '../../domain/column-id.ts';
import type { RunKey } from '../../domain/ids.ts';
import { compareMainMetrics } from '../../domain/main-metric.ts';
import type { MetricDirection } from '../../domain/metric-direction.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';

/** Metrics of runs that a table of versions has room for. */
const MOST_METRICS = 3;
/** Measured by the machine, not by the training. */
const MACHINE = /^system\//;

export interface RunFacts {
  readonly name: string;
  /** Index-aligned with the metrics. */
  readonly values: readonly (number | null)[];
}

export interface RunsOfVersions {
  /** The main metrics of the runs, the first one first. */
  readonly metrics: readonly string[];
  /** Index-aligned with the metrics: the best value there is; null where none is better than the others. */
  readonly best: readonly (number | null)[];
  /** How the values of each metric are written. */
  readonly styles: readonly NumberStyle[];
  /** Runs that are in this workspace. */
  readonly runs: ReadonlyMap<RunKey, RunFacts>;
}

const NOTHING: RunsOfVersions = { metrics: [], best: [], styles: [], runs: new Map() };

/** Names and main metrics of the runs that versions were made of. */
export function createRunsOfVersions(versions: Accessor<readonly ModelVersion[]>): Accessor<RunsOfVersions> {
  const { api, version } = useQuery();
  const edits = useEdits();
  const asked = createMemo(
    () => [...new Set(versions().flatMap(({ run }) => (run === null ? [] : [run])))],
    [],
    {
      equals: (a, b) => a.length === b.length && a.every((run, i) => run === b[i]),
    },
  );
  const answer = createNewestAnswer(
    () => (version() > 0 && asked().length > 0 ? { runs: asked(), version: version() } : undefined),
    async ({ runs }): Promise<RunsOfVersions> => {
      const known = await api.metricsOf(runs);
      const metrics = known
        .filter(({ key }) => !MACHINE.test(key))
        .map(({ key, runs: count }) => ({ key, runs: count, direction: edits.direction(key) }))
        .toSorted(compareMainMetrics)
        .slice(0, MOST_METRICS)
        .map(({ key }) => key);
      const rows = await api.runRows(
        runs,
        metrics.map((key) => columnIdOf({ kind: 'metric', key, stat: 'last' })),
      );
      const facts = rows.map(({ run, name, cells }) => {
        const values = cells.map((cell) => (typeof cell === 'number' ? cell : null));
        return [run, { name, values }] as const;
      });
      const styles = metrics.map((_, index) => styleOf(facts.map(([, { values }]) => values[index] ?? null)));
      const best = metrics.map((key, index) =>
        bestOf(
          facts.map(([, { values }]) => values[index] ?? null),
          edits.direction(key),
        ),
      );
      return { metrics, best, styles, runs: new Map(facts) };
    },
  );
  return () => (asked().length === 0 ? NOTHING : (answer() ?? NOTHING));
}

/** What is no number of a usual kind says nothing about how the others are written. */
function styleOf(values: readonly (number | null)[]): NumberStyle {
  const usual = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (usual.length === 0) return numberStyle(undefined);
  const [min, max] = [Math.min(...usual), Math.max(...usual)];
  return numberStyle({ min, max, integers: usual.every(Number.isInteger) });
}

/** null where there is nothing to choose from. */
export function bestOf(values: readonly (number | null)[], direction: MetricDirection | null): number | null {
  const usual = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (direction === null || new Set(usual).size < 2) return null;
  return direction === 'lower' ? Math.min(...usual) : Math.max(...usual);
}
