import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/base/base64url.ts';
import { FIRST_LINE, FIRST_VIEW, type LineSettings, type ViewState } from '../../src/domain/view-state.ts';
import { decodeView, encodeView } from '../../src/state/view-code.ts';
import { parseViewState } from '../../src/state/view-schema.ts';
import { turns } from '../support/turns.ts';

const id = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const end = fc.option(number, { nil: null });
const texts = fc.array(id, { maxLength: 5 });
const line: fc.Arbitrary<LineSettings> = fc.record({
  x: id,
  smoothing: fc.record({
    kind: fc.constantFrom('ema', 'time-ema', 'gaussian', 'mean'),
    amount: fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1000),
  }),
  logX: fc.boolean(),
  logY: fc.boolean(),
  rangeX: fc.tuple(end, end),
  rangeY: fc.tuple(end, end),
  clip: fc.boolean(),
  centre: fc.constantFrom('mean', 'median'),
  band: fc.constantFrom('none', 'std', 'sem', 'min-max', 'p5-p95', 'p25-p75'),
});
const chart = { id, title: id };
const goodEnd = fc.constantFrom('min', 'max');
const view: fc.Arbitrary<ViewState> = fc.record({
  columns: fc.option(
    fc.uniqueArray(fc.record({ id, widthPx: fc.integer({ min: 44, max: 900 }), pinned: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
      selector: (one) => one.id,
    }),
    { nil: null },
  ),
  sort: fc.array(fc.record({ column: id, descending: fc.boolean() }), { maxLength: 4 }),
  tree: fc.boolean(),
  filter: fc.string({ maxLength: 100, unit: 'grapheme' }),
  started: fc.oneof(
    fc.constant(null),
    fc.record({ lastMs: fc.nat() }),
    fc.record({ fromMs: end, toMs: end }),
  ),
  showsDeleted: fc.boolean(),
  showsArchived: fc.boolean(),
  groupBy: fc.uniqueArray(id, { maxLength: 4 }),
  aggregate: fc.constantFrom('mean', 'median', 'min', 'max', 'std'),
  layout: fc.constantFrom('table', 'charts', 'split'),
  drawn: fc.record({
    mode: fc.constantFrom('first', 'selected', 'none'),
    count: fc.integer({ min: 1, max: 100 }),
    hidden: texts,
    shown: texts,
  }),
  charts: fc.record({
    line,
    own: fc
      .array(fc.tuple(fc.oneof(id, fc.constantFrom('__proto__', 'constructor')), partial(line)), {
        maxLength: 4,
      })
      .map((pairs) => withoutPrototype(pairs)),
    made: fc.array(
      fc.oneof(
        fc.record({ ...chart, kind: fc.constant('line' as const), ys: texts }),
        fc.record({
          ...chart,
          kind: fc.constant('scatter' as const),
          x: id,
          y: id,
          colour: id,
          size: id,
          logX: fc.boolean(),
          logY: fc.boolean(),
          front: fc.option(fc.record({ x: goodEnd, y: goodEnd }), { nil: null }),
        }),
        fc.record({ ...chart, kind: fc.constant('box' as const), y: id, by: id, log: fc.boolean() }),
        fc.record({
          ...chart,
          kind: fc.constant('histogram' as const),
          x: id,
          log: fc.boolean(),
          outlined: fc.boolean(),
        }),
        fc.record({
          ...chart,
          kind: fc.constant('importance' as const),
          target: id,
          measure: fc.constantFrom('importance', 'spearman', 'pearson'),
        }),
        fc.record({
          ...chart,
          kind: fc.constant('parallel' as const),
          axes: fc.array(fc.record({ column: id, log: fc.boolean(), flip: fc.boolean() }), { maxLength: 3 }),
          colour: id,
        }),
      ),
      { maxLength: 4 },
    ),
    sections: fc.array(fc.record({ prefix: id, title: id, folded: fc.boolean() }), { maxLength: 4 }),
    search: fc.string({ maxLength: 30 }),
  }),
});

function partial(whole: fc.Arbitrary<LineSettings>): fc.Arbitrary<Partial<LineSettings>> {
  return fc
    .tuple(whole, fc.subarray(Object.keys(FIRST_LINE)))
    .map(([settings, names]) =>
      Object.fromEntries(names.map((name) => [name, settings[name as keyof LineSettings]])),
    );
}

function withoutPrototype<Value>(pairs: readonly (readonly [string, Value])[]): Record<string, Value> {
  const record: Record<string, Value> = Object.create(null);
  for (const [key, value] of pairs) record[key] = value;
  return record;
}

async function viewOf(code: string): Promise<ViewState | string> {
  const decoded = await decodeView(code);
  return decoded.kind === 'view' ? decoded.view : decoded.problem;
}

describe('the code of a view', () => {
  it('brings any view back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(view, async (state) => {
        expect(await viewOf(await encodeView(state))).toEqual(state);
      }),
      { numRuns: turns(300) },
    );
  });

  it('says nothing of a first view but its version, and little of one that differs little', async () => {
    expect(await encodeView(FIRST_VIEW)).toBe('1');
    expect(await viewOf('1')).toEqual(FIRST_VIEW);
    const split = await encodeView({ ...FIRST_VIEW, layout: 'split', groupBy: ['params.model'] });
    expect(split.length).toBeLessThan(60);
    expect(split).toMatch(/^1[\w-]+$/);
  });

  it('takes any text without failing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `1${text}`),
        ),
        async (code) => {
          expect(['string', 'object']).toContain(typeof (await viewOf(code)));
        },
      ),
    );
    expect(await viewOf('')).toBe('damaged');
    expect(await viewOf('7abc')).toBe('newer');
    expect(await viewOf('1AAAA')).toBe('damaged');
    expect(await viewOf(`1${'A'.repeat(100_000)}`)).toBe('damaged');
  });

  it('stops unfolding a bomb, whole and well formed as it is', async () => {
    const spaces = Array.from({ length: 40 }, () => new Uint8Array(1_000_000).fill(32));
    const json = new Blob(['{"l":"split"', ...spaces, '}']);
    const packed = await new Response(
      json.stream().pipeThrough(new CompressionStream('deflate-raw')),
    ).arrayBuffer();
    const code = `1${toBase64Url(new Uint8Array(packed))}`;
    expect(code.length).toBeLessThan(60_000);
    expect(await viewOf(code)).toBe('damaged');
  });
});

describe('a stored view', () => {
  it('keeps what is whole and falls back part by part', () => {
    const state = parseViewState({
      columns: [{ id: 'name', widthPx: 1e9, pinned: true }, { id: 7 }, { id: 'name', widthPx: 90 }],
      sort: [{ column: 'metrics.rmse', descending: true }, 'nonsense'],
      layout: 'sideways',
      groupBy: ['params.a', 'params.a', ''],
      drawn: { mode: 'selected', count: -1 },
      charts: { line: { x: 'time', smoothing: { kind: 'ema', amount: 7 } }, made: [{ kind: 'pie' }] },
      unheardOf: true,
    });
    expect(state).toEqual({
      ...FIRST_VIEW,
      columns: [{ id: 'name', widthPx: 900, pinned: true }],
      sort: [{ column: 'metrics.rmse', descending: true }],
      groupBy: ['params.a'],
      drawn: { mode: 'selected', count: 10, hidden: [], shown: [] },
      charts: { ...FIRST_VIEW.charts, line: { ...FIRST_LINE, x: 'time' } },
    });
  });

  it('reads what former versions stored: columns, sort and tree', () => {
    const stored = { columns: null, sort: [{ column: 'name', descending: false }], tree: false };
    expect(parseViewState(stored)).toEqual({ ...FIRST_VIEW, ...stored });
  });

  it('is a view whatever it is read from', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const state = parseViewState(raw);
        expect(parseViewState(state)).toEqual(state);
      }),
    );
  });
});
