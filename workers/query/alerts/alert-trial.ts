import type { AlertTrial } from '../../../src/domain/alerts/alert.ts';
import { type AlertRule, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import type { RunKey } from '../../../src/domain/ids.ts';
import type { AlertGround } from './alert-ground.ts';
import { AlertList } from './alert-list.ts';
import { Arrivals } from './arrivals.ts';
import { brokenAlerts } from './broken-rules.ts';
import { driftAlerts, driftRows } from './drift-alerts.ts';
import { makeReadyRule, type ReadyRule } from './ready-rule.ts';
import { StoredLook } from './run-look.ts';
import { RunOrder } from './run-order.ts';
import { RunWatch } from './run-watch.ts';

const DRAFT = toAlertRuleId('draft');
const MOST_EXAMPLES = 10;

/** What a rule would have told of everything that is stored, since a moment. `pause` throws where nobody waits any more. */
export async function tryAlertRule(
  tried: AlertRule,
  sinceMs: number,
  ground: AlertGround,
  nowMs: number,
  pause: () => Promise<void>,
): Promise<AlertTrial> {
  const { table, facts, store } = ground;
  const rule = { ...tried, enabled: true, sinceMs };
  const ready = makeReadyRule(DRAFT, rule, table, nowMs);
  if (ready.mistake !== '') return { runs: 0, fired: 0, examples: [], mistake: ready.mistake };
  const arrivals = await Arrivals.load(facts, store);
  const order = new RunOrder(table, (run) => arrivals.ofRun(run));
  const list = new AlertList(MOST_EXAMPLES);
  const add = (alerts: Awaited<ReturnType<RunWatch['advance']>>) => {
    for (const alert of alerts) if (alert.atMs >= sinceMs) list.add(alert);
  };
  const { condition } = rule;
  const runs = withMetric(runsSince(sinceMs, ready, ground), ready, ground);
  const count = condition.kind === 'drift' ? driftRows(condition, ready, ground, order).length : runs.size;
  if (condition.kind === 'drift') add(await driftAlerts(condition, ready, ground, order, pause));
  else if (condition.kind === 'rule-broken')
    add(brokenAlerts(condition.rule, ready, await ground.breaches(), ground, null, arrivals, nowMs));
  else {
    const watch = { table, order, nowMs, isTrial: true, pause };
    for await (const [record] of facts.eachRun(runs)) {
      const row = table.facts.rowOf(record.key);
      if (row === undefined) continue;
      add(await new RunWatch().advance(ready, new StoredLook(record, row, ground, arrivals, nowMs), watch));
      await pause();
    }
  }
  const examples = list.finish().filter(({ leftOut }) => leftOut === undefined);
  return { runs: count, fired: list.count(DRAFT), examples, mistake: '' };
}

/** Runs in scope that were not over before. */
function runsSince(
  sinceMs: number,
  ready: ReadyRule,
  { table: { facts } }: AlertGround,
): ReadonlySet<RunKey> {
  const runs = new Set<RunKey>();
  for (const [row, isIn] of ready.scopeMarks().entries())
    if (isIn === 1 && !(facts.ends[row]! < sinceMs)) runs.add(facts.keys[row]!);
  return runs;
}

/** Those that have a series that the rule is about, where it is about series. */
function withMetric(
  runs: ReadonlySet<RunKey>,
  ready: ReadyRule,
  { table }: AlertGround,
): ReadonlySet<RunKey> {
  if (!('metric' in ready.rule.condition)) return runs;
  const { facts } = table;
  const found = new Set<RunKey>();
  for (const [metric, column] of facts.metrics) {
    if (!ready.isMetric(metric)) continue;
    for (let i = 0; i < column.length; i++) {
      const run = facts.keys[column.rowAt(i)]!;
      if (runs.has(run)) found.add(run);
    }
  }
  return found;
}
