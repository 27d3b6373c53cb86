import { createSignal } from 'solid-js';
import { makeRandom } from '../../../src/base/seeded-random.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { type Hash, type RunKey, toHash, toWorkspaceId } from '../../../src/domain/ids.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import { paletteColour } from '../../../src/domain/run-colour.ts';
import { summariseSeries } from '../../../src/domain/series-summary.ts';
import { FIRST_VIEW } from '../../../src/domain/view-state.ts';
import type { LoggedImage, QueryApi, TableSummary } from '../../../src/rpc/query-api.ts';
import type { QueryState } from '../../../src/state/query.ts';
import type { DrawnGroup, RunsScene } from '../../../src/state/runs-scene.ts';
import { columnValues, rowsOfRuns } from '../../../workers/query/column-values.ts';
import { ColumnDescriber } from '../../../workers/query/describe-columns.ts';
import { EditedTable } from '../../../workers/query/edited-table.ts';
import { markRuns } from '../../../workers/query/filter/mark-runs.ts';
import { RunTable } from '../../../workers/query/run-table.ts';
import { runRecord } from '../../support/made-run.ts';

/** A run as a page is given it. */
export interface GivenRun {
  readonly name: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** A sweep: two parameters matter, some runs lack one, some diverged. */
export function makeSweep(count: number): readonly GivenRun[] {
  const random = makeRandom(7);
  return Array.from({ length: count }, (_, i) => {
    const lr = 10 ** (-4 + random() * 3);
    const depth = 2 + Math.floor(random() * 10);
    const optimizer = ['adam', 'sgd', 'lamb'][Math.floor(random() * 3)]!;
    const dropout = random() * 0.5;
    const loss =
      Math.abs(Math.log10(lr) + 2.3) + 3 / depth + (optimizer === 'sgd' ? 0.4 : 0) + random() * 0.2;
    const params: Record<string, string> = {
      lr: lr.toPrecision(3),
      optimizer,
      dropout: dropout.toFixed(2),
      seed: String(i),
      batch_size: String(2 ** (4 + Math.floor(random() * 4))),
    };
    if (random() > 0.2) params.max_depth = random() > 0.1 ? String(depth) : 'None';
    const startMs = 1_700_000_000_000 + i * 3_600_000;
    const metrics = {
      loss: random() > 0.95 ? Number.NaN : loss,
      accuracy: 1 / (1 + loss),
      'val/time': random() * 100,
    };
    return { name: `sweep-${i}`, startMs, endMs: startMs + 60_000 * (1 + random() * 90), params, metrics };
  });
}

function toTable(given: readonly GivenRun[]): EditedTable {
  const table = new RunTable();
  for (const [i, run] of given.entries()) {
    const stored: StoredRun = {
      ...runRecord({ id: `run${i}`, loss: '', params: run.params }),
      name: run.name,
      startMs: run.startMs,
      endMs: run.endMs,
      content: toHash(''),
      series: Object.entries(run.metrics).map(([key, value]) => ({
        ...summariseSeries(key, {
          steps: Float64Array.of(0),
          timesMs: Float64Array.of(0),
          values: Float64Array.of(value),
        }),
        parts: [],
      })),
    };
    table.add(stored, [], { models: '', datasets: [] });
  }
  table.trim();
  return new EditedTable(table);
}

/** Enough of a workspace for plots: the worker's own columns and filter, answered in the page. */
export function makePlotsWorkspace(given: readonly GivenRun[], groupBy: string | null) {
  const table = toTable(given);
  const all = Uint32Array.from(given.keys());
  const columns = new ColumnDescriber().describe(table, all);
  const [filter, setFilter] = createSignal('');
  const [lit, setLit] = createSignal<RunKey | null>(null);
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [charts, setCharts] = createSignal(FIRST_VIEW.charts);
  const [opened, setOpened] = createSignal<RunKey | null>(null);
  const clauses = new Map<string, string>();
  let asked = 0;
  const matching = (): Uint32Array => {
    const { expression } = parseFilter(filter(), 0);
    const marks = expression ? markRuns(table, expression) : null;
    return marks ? all.filter((row) => marks[row] === 1) : all;
  };
  const summary = (): TableSummary => {
    asked += 1;
    return {
      table: asked,
      rowCount: matching().length,
      matchCount: matching().length,
      filter: filter(),
      mistake: null,
      totalCount: all.length,
      deletedCount: 0,
      archivedCount: 0,
      groupCount: 0,
      columns,
    };
  };
  const groups = (): readonly DrawnGroup[] | null => {
    if (groupBy === null) return null;
    const byValue = new Map<string, RunKey[]>();
    for (const row of matching()) {
      const value = String(table.cell(row, groupBy) ?? 'none');
      byValue.set(value, [...(byValue.get(value) ?? []), table.facts.keys[row]!]);
    }
    return [...byValue].map(([label, runs], at) => ({
      id: label,
      label,
      runs,
      colour: paletteColour(at % 20),
    }));
  };
  const scene: RunsScene = {
    scope: 'all',
    title: () => 'All runs',
    runs: () =>
      Array.from(matching().subarray(0, 10), (row) => ({
        run: table.facts.keys[row]!,
        name: table.name(row),
        colour: paletteColour(table.colour(row)),
      })),
    leftOut: () => Math.max(0, matching().length - 10),
    groups,
    isTableShown: () => false,
    table: summary,
    columns: () => columns,
    lit,
    light: setLit,
    selected,
    select: setSelected,
    open: setOpened,
    charts,
    setCharts,
    narrow: (by, clause) => {
      if (clause === null) clauses.delete(by);
      else clauses.set(by, clause);
      setFilter([...clauses.values()].join(' AND '));
    },
  };
  const [version] = createSignal(1);
  const query: QueryState = {
    api: makeApi(table, matching),
    version,
    live: () => 0,
    pulse: () => ({ changed: [], liveCount: 0 }),
    workspace: () => toWorkspaceId('w'),
  };
  return { scene, query, filter, opened };
}

/** Images of three runs at a few steps, painted here; the bytes of one are elsewhere. */
function madeImages(runs: readonly RunKey[]): readonly LoggedImage[] {
  return runs.slice(0, 4).flatMap((run, i) =>
    [0, 10, 20, 30]
      .filter((step) => i !== 1 || step < 20)
      .map((step) => ({
        run,
        key: 'eval/sample',
        step,
        path: `images/${i}-${step}.svg`,
        chunks: i === 3 ? null : [toHash(`${i} ${step}`)],
        preview: null,
      })),
  );
}

function paint(chunk: Hash): Blob {
  const [i, step] = chunk.split(' ').map(Number);
  const circle = `<circle cx="50" cy="50" r="${10 + step!}" fill="hsl(${i! * 90} 60% 50%)"/>`;
  return new Blob([`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">${circle}</svg>`]);
}

function makeApi(table: EditedTable, matching: () => Uint32Array): QueryApi {
  const known: Partial<QueryApi> = {
    columnValues: async (_, columns, runs) =>
      columnValues(table, runs ? rowsOfRuns(table, runs) : matching(), columns),
    imagesOf: async (runs) => madeImages(runs),
    artifact: async (chunks) => ({ kind: 'bytes', blob: paint(chunks[0]!) }),
  };
  return known as QueryApi;
}
