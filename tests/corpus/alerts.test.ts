import 'fake-indexeddb/auto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/alerts/alert.ts';
import type { AlertCondition } from '../../src/domain/alerts/alert-rule.ts';
import { toAlertRuleId } from '../../src/domain/alerts/alert-rule.ts';
import { NO_EDITS } from '../../src/domain/edits.ts';
import type { WorkspaceId } from '../../src/domain/ids.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { alertRule } from '../support/alert-workspace.ts';
import { importTree } from '../support/import-folder.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const TRUTH = join(CORPUS, 'truth');
const MOST_METRICS = 4;
/** Stores whose runs are called here as there. */
const CASES = existsSync(TRUTH) ? readdirSync(TRUTH).filter((name) => /^(fs|db)_.*json$/.test(name)) : [];

interface TrueMetric {
  readonly max: number | string | null;
  readonly n_nan_inf: number;
}

interface TrueRun {
  readonly run_id: string;
  readonly status: string;
  readonly metrics: Readonly<Record<string, TrueMetric>>;
}

interface Case {
  readonly workspace: WorkspaceId;
  readonly runs: readonly TrueRun[];
}

/** Its runs that are not deleted. */
async function openCase(file: string): Promise<Case> {
  const truth = JSON.parse(readFileSync(join(TRUTH, file), 'utf8'));
  const { workspace } = await importTree(openFolderSource(join(CORPUS, 'wild', truth.case)).tree);
  const session = new QuerySession();
  await session.open(workspace);
  const { table } = await session.table(ALL_RUNS_QUERY);
  const active = new Set<string>(await session.keys(table));
  const all: readonly TrueRun[] = truth.sources.flatMap(
    ({ runs = [] }: { runs?: readonly TrueRun[] }) => runs,
  );
  return { workspace, runs: all.filter(({ run_id }) => active.has(run_id)) };
}

/** On a device that has never seen the workspace. */
async function tellAll(workspace: WorkspaceId, condition: AlertCondition): Promise<readonly Alert[]> {
  const session = new QuerySession();
  const alertRules = new Map([[toAlertRuleId('rule'), alertRule(condition)]]);
  await session.setEdits({ ...NO_EDITS, alertRules });
  await session.open(workspace);
  const { alerts } = await session.checkAlerts(Date.now(), []);
  return alerts;
}

/** A few that are finite in all runs. */
function metricsOf(runs: readonly TrueRun[]): readonly string[] {
  const all = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const isNumber = (metric: string) =>
    runs.every((run) => !(run.metrics[metric] && run.metrics[metric].n_nan_inf > 0));
  return [...all].filter(isNumber).sort().slice(0, MOST_METRICS);
}

const idsOf = (runs: readonly TrueRun[]) => runs.map(({ run_id }) => run_id).sort();
const runsOf = (alerts: readonly Alert[]) => [...new Set(alerts.map(({ run }) => run as string))].sort();

describe.skipIf(CASES.length === 0)(
  'alerts over real stores, as an independent reader has their runs',
  () => {
    it.each(CASES)('%s', { timeout: 120_000 }, async (file) => {
      const { workspace, runs } = await openCase(file);
      const failed = runs.filter(({ status }) => status === 'FAILED' || status === 'KILLED');
      const ended = await tellAll(workspace, { kind: 'ended', how: 'failed' });
      expect(runsOf(ended)).toEqual(idsOf(failed));
      const odd = runs.filter(({ metrics }) => Object.values(metrics).some(({ n_nan_inf }) => n_nan_inf > 0));
      expect(runsOf(await tellAll(workspace, { kind: 'not-finite', metric: '' }))).toEqual(idsOf(odd));
      for (const metric of metricsOf(runs)) {
        const highest = (run: TrueRun) => Number(run.metrics[metric]?.max ?? Number.NaN);
        const values = runs
          .map(highest)
          .filter(Number.isFinite)
          .sort((a, b) => a - b);
        // A value that was logged: whoever has just that is not above it.
        const bound = values[values.length >> 1]!;
        const above = runs.filter((run) => highest(run) > bound);
        const told = await tellAll(workspace, { kind: 'threshold', metric, is: 'above', bound, inARow: 1 });
        expect(runsOf(told)).toEqual(idsOf(above));
      }
    });
  },
);
