import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { alertId } from '../../../src/domain/alerts/alert-id.ts';
import type { AlertCondition } from '../../../src/domain/alerts/alert-rule.ts';
import { type DriftRun, findDrift } from '../../../src/domain/alerts/drift.ts';
import { hasEnded } from '../../../src/domain/live/life-text.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { EditedTable } from '../edited-table.ts';
import { filesOf } from '../rules/version-checks.ts';
import type { AlertGround } from './alert-ground.ts';
import type { ReadyRule } from './ready-rule.ts';
import type { RunOrder } from './run-order.ts';

type DriftCondition = Extract<AlertCondition, { readonly kind: 'drift' }>;
type DriftGround = Pick<AlertGround, 'table' | 'facts' | 'registry'>;

/** Where the runs of a model came to differ from its first ones in the stage. */
export async function driftAlerts(
  condition: DriftCondition,
  ready: ReadyRule,
  ground: DriftGround,
  order: RunOrder,
  pause: () => Promise<void>,
): Promise<readonly Alert[]> {
  const { table } = ground;
  const version = versionInStage(condition, ground);
  const rows = driftRows(condition, ready, ground, order);
  if (!version || rows.length < 2 * condition.runs) return [];
  const found: Alert[] = [];
  for (const [metric, column] of table.facts.metrics) {
    if (!ready.isMetric(metric)) continue;
    const runs = rows.flatMap((row): readonly DriftRun<number>[] => {
      const value = column.stat(row, 'last');
      return value !== undefined && Number.isFinite(value) ? [{ run: row, value }] : [];
    });
    for (const drift of findDrift(runs, condition.measure, condition.limit, condition.runs)) {
      if (drift) found.push(toAlert(drift.run, drift.measure));
      await pause();
    }
    function toAlert(row: number, measure: number): Alert {
      const run = table.facts.keys[row]!;
      return {
        id: alertId(ready.id, run, metric, version!.ref),
        rule: ready.id,
        kind: 'drift',
        run,
        runName: table.name(row),
        metric,
        step: null,
        value: measure,
        against: condition.limit,
        about: condition.model,
        atMs: endedAt(table, row),
      };
    }
  }
  return found;
}

/** Runs that are compared, whether or not they have the metric. */
export function driftRows(
  condition: DriftCondition,
  ready: ReadyRule,
  ground: DriftGround,
  order: RunOrder,
): readonly number[] {
  const version = versionInStage(condition, ground);
  return version ? runsSince(version, ready, ground, order) : [];
}

/** The newest of the model in the stage that is there. */
export function versionInStage(
  { model, stage }: DriftCondition,
  { registry }: Pick<DriftGround, 'registry'>,
): ModelVersion | null {
  const found = registry.models.find(({ name, deleted }) => name === model && !deleted);
  const versions = found?.versions.filter((one) => !one.deleted && one.stage === stage) ?? [];
  return versions[0] ?? null;
}

/** Runs of its experiment that have ended and began since it came to its stage, as they began. */
function runsSince(
  version: ModelVersion,
  ready: ReadyRule,
  { table, facts, registry }: DriftGround,
  order: RunOrder,
): readonly number[] {
  const { run } = filesOf(version, { facts, registry });
  const own = run === null ? undefined : table.facts.rowOf(run);
  if (own === undefined) return [];
  const sinceMs = version.stageSinceMs ?? version.createdMs ?? Number.NEGATIVE_INFINITY;
  const experiment = table.experiment(own);
  const { statuses, keys, count } = table.facts;
  const inScope = ready.scopeMarks();
  const runs: { row: number; began: number }[] = [];
  for (let row = 0; row < count; row++) {
    if (inScope[row] === 0 || table.experiment(row) !== experiment || !isOver(statuses[row]!)) continue;
    const began = order.began(table, row);
    if (began >= sinceMs) runs.push({ row, began });
  }
  runs.sort((a, b) => a.began - b.began || (keys[a.row]! < keys[b.row]! ? -1 : 1));
  return runs.map(({ row }) => row);
}

/** A source that says nothing of the status tells of runs that are over. */
function isOver(status: EditedTable['facts']['statuses'][number]): boolean {
  return hasEnded({ status }) || status === 'unknown';
}

function endedAt({ facts }: EditedTable, row: number): number {
  const end = facts.ends[row]!;
  return Number.isNaN(end) ? facts.starts[row]! : end;
}
