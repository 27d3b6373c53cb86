import type { RunKey } from '../../src/domain/ids.ts';
import type { SuggestedRun } from '../../src/domain/reproduce/reproduction.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { EditedTable } from './edited-table.ts';
import { makeMainMetric } from './lineage/main-metric.ts';

/** A run to compare with: the best of its siblings in a sweep, or the one before it, or the one after it. */
export function suggestOther(run: StoredRun, table: EditedTable): SuggestedRun | null {
  const mine = table.facts.rowOf(run.key);
  if (mine === undefined) return null;
  return (run.parent !== null && bestSibling(run, mine, table)) || nearestInTime(run, mine, table);
}

function bestSibling(run: StoredRun, mine: number, table: EditedTable): SuggestedRun | null {
  const metric = makeMainMetric(table)(run.key)?.key;
  const column = metric === undefined ? undefined : table.facts.metrics.get(metric);
  if (metric === undefined || !column) return null;
  const sign = table.direction(metric) === 'lower' ? -1 : 1;
  let best = -1;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const row of othersBeside(mine, table, 'siblings')) {
    const value = sign * (column.get(row) ?? Number.NaN);
    if (value > bestValue) {
      best = row;
      bestValue = value;
    }
  }
  return best < 0 ? null : toSuggestion(best, table, { kind: 'best-sibling', metric });
}

/** What logged the same metric says more beside it than what is only nearer. */
function nearestInTime(run: StoredRun, mine: number, table: EditedTable): SuggestedRun | null {
  const metric = makeMainMetric(table)(run.key)?.key;
  const column = metric === undefined ? undefined : table.facts.metrics.get(metric);
  const hasMetric = (row: number) => column?.get(row) !== undefined;
  const siblings = [...othersBeside(mine, table, 'siblings')];
  const all = [...othersBeside(mine, table, 'experiment')];
  for (const rows of [siblings.filter(hasMetric), all.filter(hasMetric), siblings, all]) {
    const nearest = nearestOf(rows, mine, table);
    if (nearest) return nearest;
  }
  return null;
}

function nearestOf(rows: readonly number[], mine: number, table: EditedTable): SuggestedRun | null {
  const { starts } = table.facts;
  const start = starts[mine]!;
  let before = -1;
  let after = -1;
  for (const row of rows) {
    const at = starts[row]!;
    if (at <= start && (before < 0 || at > starts[before]!)) before = row;
    else if (at > start && (after < 0 || at < starts[after]!)) after = row;
  }
  if (before >= 0) return toSuggestion(before, table, { kind: 'previous' });
  return after < 0 ? null : toSuggestion(after, table, { kind: 'next' });
}

/** Runs of the same experiment that are not deleted; siblings have the same parent, or none as well. */
function* othersBeside(
  mine: number,
  table: EditedTable,
  among: 'siblings' | 'experiment',
): Generator<number> {
  const { facts } = table;
  const experiment = table.experiment(mine);
  for (let row = 0; row < facts.count; row++) {
    if (row === mine || table.experiment(row) !== experiment || table.deleted(row)) continue;
    if (among === 'experiment' || facts.parents[row] === facts.parents[mine]) yield row;
  }
}

function toSuggestion(row: number, table: EditedTable, why: SuggestedRun['why']): SuggestedRun {
  const run: RunKey = table.facts.keys[row]!;
  return { run, name: table.name(row), why };
}
