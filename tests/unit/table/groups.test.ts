import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_EDITS, type RunEdits } from '../../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import type { Aggregate } from '../../../src/domain/view-state.ts';
import type { GroupCell, GroupRow } from '../../../src/rpc/query-api.ts';
import { NumberIndex } from '../../../workers/query/column-index.ts';
import { isNumberText } from '../../../workers/query/columns.ts';
import type { EditedTable } from '../../../workers/query/edited-table.ts';
import { CellMaker } from '../../../workers/query/group-cells.ts';
import { compareTexts } from '../../../workers/query/natural-order.ts';
import { innermostGroups } from '../../../workers/query/table-rows.ts';
import { makeRunTable } from '../../support/run-table.ts';
import { makeTableAsker } from '../../support/table-asker.ts';
import { turns } from '../../support/turns.ts';

const TABLE = `
  run a one FINISHED 4000 5000 ana
  param model xgb
  param lr 0.1
  metric loss 3 1
  run b two FINISHED 3000 5000 ana
  param model xgb
  param lr 0.01
  metric loss 5 nan
  run c three FAILED 2000 5000 bo
  param model forest
  param lr 0.1
  metric loss 2
  run d four FINISHED 1000 5000 bo
  metric loss 8 4
`;

test('runs that have the same number have no spread', () => {
  const same = new NumberIndex(new Float64Array(7).fill(0.20472), null);
  const cell = new CellMaker().cell(
    same,
    Uint32Array.from({ length: 7 }, (_, row) => row),
    true,
  );
  expect(cell).toMatchObject({ n: 7, std: 0 });
});

describe('groups', () => {
  const asker = makeTableAsker(makeRunTable(TABLE));

  test('are sorted by the aggregate of the first key, runs within them by it', async () => {
    const sort = [{ column: 'metrics.loss', descending: false }];
    expect(await asker.list({ groupBy: ['params.model'], sort })).toEqual([
      ...['xgb', '  one', '  two'],
      ...['forest', '  three'],
      ...['null', '  four'],
    ]);
    const descending = [{ column: 'metrics.loss', descending: true }];
    expect(await asker.list({ groupBy: ['params.model'], sort: descending })).toEqual([
      ...['null', '  four'],
      ...['forest', '  three'],
      ...['xgb', '  one', '  two'],
    ]);
  });

  test('sum up what is a number in every run of the table, whatever runs elsewhere have', async () => {
    const one = 'run a one FINISHED 4000 5000 1000\nexperiment x\nparam lr 0.1\n';
    const two = 'run b two FINISHED 4000 5000 1000\nexperiment x\nparam lr 0.3\n';
    const other = makeTableAsker(
      makeRunTable(`${one}${two}run c three FINISHED 4000 5000 1000\nexperiment y\nparam lr auto`),
    );
    const question = { groupBy: ['status'], sort: [], experiments: [toExperimentKey('x')] };
    const { rows, summary } = await other.ask(question, ['params.lr']);
    expect(summary.columns.find(({ id }) => id === 'params.lr')).toMatchObject({ numeric: true });
    expect(rows[0]?.cells).toMatchObject([{ kind: 'numbers', n: 2, min: 0.1, max: 0.3 }]);
    const { rows: all } = await other.ask({ groupBy: ['status'], sort: [] }, ['params.lr', 'user']);
    expect(all[0]?.cells).toEqual([
      { kind: 'texts', n: 3, distinct: 3, text: null },
      { kind: 'texts', n: 3, distinct: 1, text: '1000' },
    ]);
  });

  test('say what their runs have in a column', async () => {
    const columns = ['metrics.loss', 'params.lr', 'status', 'params.none', 'max(metrics.loss)'];
    const { rows } = await asker.ask({ groupBy: ['params.model'], sort: [] }, columns);
    const cells = rows.flatMap((row) =>
      row.kind === 'group' && row.path[0]?.value === 'xgb' ? row.cells : [],
    );
    const std = Math.SQRT2;
    expect(cells).toEqual([
      { kind: 'numbers', n: 1, nonFinite: 1, mean: 1, median: 1, std: Number.NaN, min: 1, max: 1 },
      expect.objectContaining({ kind: 'numbers', n: 2, min: 0.01, max: 0.1, mean: expect.closeTo(0.055) }),
      { kind: 'texts', n: 2, distinct: 1, text: 'finished' },
      null,
      { kind: 'numbers', n: 2, nonFinite: 0, mean: 4, median: 4, std, min: 3, max: 5 },
    ]);
  });

  test('stand in each other, hide what is in them when they are folded, and keep their ids', async () => {
    const groupBy = ['user', 'params.lr'];
    const { summary, rows } = await asker.ask({ groupBy });
    expect(summary).toMatchObject({ groupCount: 4, matchCount: 4, rowCount: 10, totalCount: 4 });
    const ana = rows.find((row): row is GroupRow => row.kind === 'group' && row.path[0]?.value === 'ana');
    const folded = await asker.ask({ groupBy, foldedGroups: [ana?.id ?? ''] });
    expect(folded.summary).toMatchObject({ groupCount: 4, matchCount: 4, rowCount: 6 });
    expect(folded.rows[0]).toMatchObject({ id: ana?.id, folded: true, runs: 2, depth: 0 });
    const unsorted = await asker.list({ groupBy });
    expect(unsorted).toEqual([
      ...['ana', '  0.01', '    two', '  0.1', '    one'],
      ...['bo', '  0.1', '    three', '  null', '    four'],
    ]);
  });

  test('list their runs for charts, folded or not, as many groups as are asked for', async () => {
    const groupBy = ['user', 'status'];
    const { rows, summary } = await asker.ask({ groupBy, foldedGroups: [] });
    const foldedGroups = rows.flatMap((row) => (row.kind === 'group' ? [row.id] : []));
    await asker.ask({ groupBy, foldedGroups });
    const selection = asker.questions.current(summary.table + 1);
    const groups = selection ? innermostGroups(selection, 2) : [];
    expect(groups.map(({ runs }) => runs)).toEqual([['a', 'b'], ['c']]);
    expect(groups[1]?.path).toEqual([
      { column: 'user', value: 'bo' },
      { column: 'status', value: 'failed' },
    ]);
    expect(foldedGroups).toContain(groups[0]?.id);
  });
});

const TEXTS = ['a', 'B', '10', '9', '1.0', '1', '', 'ä'];
const run = fc.record({
  user: fc.constantFrom('-', 'ana', 'bo'),
  startMs: fc.constantFrom('-', '0', '1000', '2000'),
  p: fc.option(fc.constantFrom(...TEXTS), { nil: null }),
  q: fc.option(fc.constantFrom('1', '1.0', '2', '10'), { nil: null }),
  tag: fc.option(fc.constantFrom('x', 'y'), { nil: null }),
  loss: fc.option(fc.constantFrom('1', '2', '3', '-1', 'nan', 'inf', '-inf', '0.5'), { nil: null }),
  edits: fc.option(
    fc.record(
      {
        starred: fc.boolean(),
        archived: fc.boolean(),
        tags: fc.dictionary(fc.constantFrom('t'), fc.option(fc.constantFrom('x', 'z'), { nil: null })),
      },
      { requiredKeys: [] },
    ),
    { nil: null },
  ),
});
type PlainRun = typeof run extends fc.Arbitrary<infer T> ? T : never;

function toTable(runs: readonly PlainRun[]): EditedTable {
  const json = JSON.stringify;
  const lines = runs.flatMap((one, i) => [
    `run key-${i} run-${i} FINISHED ${one.startMs} - ${one.user}`,
    ...(one.p === null ? [] : [`param p ${json(one.p)}`]),
    ...(one.q === null ? [] : [`param q ${json(one.q)}`]),
    ...(one.tag === null ? [] : [`tag t ${one.tag}`]),
    ...(one.loss === null ? [] : [`metric loss ${one.loss}`]),
  ]);
  const edits = runs.flatMap((one, i) =>
    one.edits ? [[toRunKey(`key-${i}`), one.edits satisfies RunEdits] as const] : [],
  );
  return makeRunTable(lines.join('\n'), { ...NO_EDITS, runs: new Map(edits) });
}

const COLUMNS = ['user', 'params.p', 'params.q', 'tags.t', 'metrics.loss', 'starred', 'started', 'none'];
const column = fc.constantFrom(...COLUMNS);

/** The plainest grouping: every group finds its runs among all, every cell reads the runs one by one. */
class PlainGroups {
  private matching: readonly number[] = [];

  constructor(
    private readonly table: EditedTable,
    private readonly by: readonly string[],
    private readonly sort: { readonly column: string; readonly descending: boolean } | undefined,
    private readonly aggregate: Aggregate,
  ) {}

  /** `rows` are in order. */
  lines(rows: readonly number[], depth = 0): readonly unknown[] {
    if (depth === 0) this.matching = rows;
    if (depth === this.by.length) return rows.map((row) => this.table.facts.keys[row]);
    const groups = new Map<string | null, number[]>();
    for (const row of rows) {
      const cell = this.table.cell(row, this.by[depth]!);
      const value = cell === null ? null : String(cell);
      groups.set(value, [...(groups.get(value) ?? []), row]);
    }
    return [...groups]
      .sort((a, b) => this.compare(a, b))
      .flatMap(([value, inner]) => [
        [value, ...COLUMNS.map((one) => this.cell(inner, one))],
        ...this.lines(inner, depth + 1),
      ]);
  }

  private compare([a, aRows]: [string | null, number[]], [b, bRows]: [string | null, number[]]): number {
    if (this.sort) {
      const left = this.weight(aRows);
      const right = this.weight(bRows);
      const [leftClass, rightClass] = [left, right].map((one) =>
        one === null ? 2 : Number.isNaN(one) ? 1 : 0,
      );
      if (leftClass !== rightClass) return leftClass! - rightClass!;
      const order = leftClass === 0 && left !== right ? (left! < right! ? -1 : 1) : 0;
      if (order !== 0) return this.sort.descending ? -order : order;
    }
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return Number.isNaN(Number(a)) && a === 'NaN' ? 1 : b === 'NaN' ? -1 : compareTexts(a, b);
  }

  private get statistic() {
    return this.aggregate === 'mean-std' ? 'mean' : this.aggregate;
  }

  private weight(rows: readonly number[]): number | null {
    const cell = this.cell(rows, this.sort!.column);
    if (cell === null) return null;
    if (cell.kind === 'numbers') return cell.n === 0 ? Number.NaN : cell[this.statistic];
    if (cell.text === null) return Number.NaN;
    return [...new Set(TEXTS.concat('x', 'y', 'z', 'ana', 'bo', 'true', 'false'))]
      .sort(compareTexts)
      .indexOf(cell.text);
  }

  private isNumeric(one: string): boolean {
    const cells = this.matching.flatMap((row) => this.table.cell(row, one) ?? []);
    return cells.length > 0 && cells.every((cell) => typeof cell === 'number' || isNumberText(cell));
  }

  private cell(rows: readonly number[], one: string): GroupCell | null {
    const cells = rows.flatMap((row) => this.table.cell(row, one) ?? []);
    if (cells.length === 0) return null;
    const texts = new Set(cells.map(String));
    if (!this.isNumeric(one))
      return {
        kind: 'texts',
        n: cells.length,
        distinct: texts.size,
        text: texts.size === 1 ? [...texts][0]! : null,
      };
    const numbers = cells
      .map(Number)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const n = numbers.length;
    const mean = numbers.reduce((sum, value) => sum + value, 0) / n;
    const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return {
      kind: 'numbers',
      n,
      nonFinite: cells.length - n,
      mean,
      median: n === 0 ? Number.NaN : (numbers[(n - 1) >> 1]! + numbers[n >> 1]!) / 2,
      std: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)),
      min: n === 0 ? Number.NaN : numbers[0]!,
      max: n === 0 ? Number.NaN : numbers[n - 1]!,
    };
  }
}

/** So that sums in another order are the same. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one) =>
      typeof one === 'number' ? (Number.isFinite(one) ? Number(one.toPrecision(9)) : String(one)) : one,
    ),
  );
}

describe('groups of random tables', () => {
  test('are as the plainest reading has them', async () => {
    const aggregate = fc.constantFrom<Aggregate>('mean', 'mean-std', 'median', 'min', 'max', 'std');
    await fc.assert(
      fc.asyncProperty(
        fc.array(run, { maxLength: 12 }),
        fc.array(column, { minLength: 1, maxLength: 3 }),
        fc.array(fc.record({ column, descending: fc.boolean() }), { maxLength: 2 }),
        aggregate,
        fc.boolean(),
        async (runs, groupBy, sort, kind, archived) => {
          const table = toTable(runs);
          const asker = makeTableAsker(table);
          const ungrouped = await asker.ask({ sort, archived });
          const order = ungrouped.rows.map((row) => (row.kind === 'run' ? table.facts.rowOf(row.run)! : -1));
          const { rows, summary } = await asker.ask({ sort, archived, groupBy, aggregate: kind }, COLUMNS);
          const lines = rows.map((row) =>
            row.kind === 'run' ? row.run : [row.path.at(-1)?.value, ...row.cells],
          );
          expect(rounded(lines)).toEqual(
            rounded(new PlainGroups(table, groupBy, sort[0], kind).lines(order)),
          );
          expect(summary.matchCount).toBe(order.length);
        },
      ),
      { numRuns: turns(1500) },
    );
  });
});
