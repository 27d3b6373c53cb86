import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { NO_EDITS, type RunEdits } from '../../../src/domain/edits.ts';
import { mlflowExperimentKey, toRunKey, type WorkspaceId } from '../../../src/domain/ids.ts';
import { packChart, unpackChart } from '../../../src/report/chart/chart-file.ts';
import type { LinesModel, PackedChart } from '../../../src/report/chart/chart-model.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { freshWorkspace, importEvents } from '../../support/exported.ts';
import { runRecord } from '../../support/made-run.ts';
import { linesOf, reportHtml, reportOf } from '../../support/report-ask.ts';

const HOSTILE = '</script><script>alert(1)</script>"\'><img src=x onerror=alert(2)><!-- \u202eevil';
const experiment = mlflowExperimentKey('1', 'made');

function run(
  id: string,
  values: readonly number[],
  more: Partial<ReturnType<typeof runRecord>> = {},
): ImportEvent[] {
  const key = toRunKey(id);
  const columns = {
    steps: Float64Array.from(values, (_, i) => i),
    timesMs: Float64Array.from(values, (_, i) => 1e12 + i),
    values: Float64Array.from(values),
  };
  return [
    { kind: 'run', run: { ...runRecord({ id, loss: '' }), key, experiment, ...more } },
    { kind: 'points', run: key, metric: 'loss', points: columns },
    { kind: 'points', run: key, metric: HOSTILE, points: columns },
    { kind: 'run-end', run: key },
  ];
}

function chartsIn(html: string): readonly LinesModel[] {
  const found = html.matchAll(/<script type="application\/json">(.*?)<\/script>/gs);
  return [...found].map(([, json]) => unpackChart(JSON.parse(json!) as PackedChart) as LinesModel);
}

/** What stands in the file besides its own script, style and data. */
function bodyOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<script>.*?<\/script>\n<\/body>/s, '')
    .replace(/<script type="application\/json">.*?<\/script>/gs, '');
}

/** All that the report's own markup is made of. */
const TAGS = new Set(
  `html head meta title body header main footer section article figure figcaption div span p h1 h2 h3 h4 ul li a bdi code
  table caption thead tbody tr th td details summary wbr svg clippath rect path text g title circle ellipse`.split(
    /\s+/,
  ),
);

function tagsOf(html: string) {
  const found = html.matchAll(/<([a-zA-Z][^\s/>]*)((?:"[^"]*"|[^">])*)>/g);
  return [...found].map(([text, tag, rest]) => ({
    text,
    tag: tag!.toLowerCase(),
    attributes: [...rest!.replace(/"[^"]*"/g, '').matchAll(/[^\s=/]+/g)].map(([name]) => name),
  }));
}

describe('an HTML report', () => {
  let workspace: WorkspaceId;
  const edits = {
    ...NO_EDITS,
    runs: new Map<ReturnType<typeof toRunKey>, RunEdits>([
      [
        toRunKey('a'),
        { note: `# Found\n\n${HOSTILE}\n\n[go](javascript:alert(1)) [out](https://example.org/)` },
      ],
    ]),
  };
  const everything = [
    { kind: 'text', text: `## Why\n\n${HOSTILE}` },
    { kind: 'table', columns: ['status', 'metrics.loss', 'params.lr', `params.${HOSTILE}`] },
    linesOf('loss'),
    linesOf(HOSTILE),
    { kind: 'plot', chart: { kind: 'bar', id: 'x', title: '', y: 'metrics.loss' } },
    {
      kind: 'plot',
      chart: {
        kind: 'scatter',
        id: 'y',
        title: HOSTILE,
        x: 'params.lr',
        y: 'metrics.loss',
        colour: `params.${HOSTILE}`,
        size: '',
        logX: true,
        logY: false,
        front: null,
      },
    },
    {
      kind: 'plot',
      chart: {
        kind: 'parallel',
        id: 'z',
        title: '',
        axes: ['params.lr', 'metrics.loss'].map((column) => ({ column, log: false, flip: false })),
        colour: 'metrics.loss',
      },
    },
    {
      kind: 'side-by-side',
      title: 'Differences',
      sections: ['run', 'params', 'metrics'],
      onlyDifferent: true,
    },
    {
      kind: 'side-by-side',
      title: 'Where they came from',
      sections: ['source', 'environment'],
      onlyDifferent: false,
    },
    { kind: 'notes' },
    { kind: 'models' },
  ] as const;
  let html: string;
  beforeAll(async () => {
    workspace = freshWorkspace();
    const made = {
      kind: 'experiment',
      key: experiment,
      id: '1',
      name: HOSTILE,
      lifecycle: 'active',
    } as const;
    await importEvents(workspace, [
      {
        kind: 'experiment',
        experiment: { ...made, createdMs: 1, updatedMs: 1, artifactLocation: '', tags: [] },
      },
      ...run('a', [1, Number.NaN, 0.25, Number.POSITIVE_INFINITY, 0.1], {
        name: HOSTILE,
        params: [
          ['lr', '0.1'],
          [HOSTILE, HOSTILE],
        ],
      }),
      ...run('b', [2, 1, 0.5], { params: [['lr', '0.01']], status: 'failed' }),
      ...run(
        'c',
        Array.from({ length: 3000 }, (_, i) => Math.sin(i / 7) + i * 1e-9),
        {},
      ),
    ]);
    html = await reportHtml(workspace, reportOf(everything, { title: HOSTILE }), edits);
  });

  it('lets nothing that a file brings become markup', () => {
    expect(chartsIn(html)).toHaveLength(5);
    expect(html.match(/<script/g)).toHaveLength(1 + 5);
    const found = tagsOf(bodyOf(html));
    expect([...new Set(found.map(({ tag }) => tag))].filter((tag) => !TAGS.has(tag))).toEqual([]);
    const attributes = new Set(found.flatMap(({ attributes }) => attributes));
    expect([...attributes].filter((name) => /^(?:on|style$|src$|action$|formaction$)/.test(name))).toEqual(
      [],
    );
    const links = found.filter(({ tag }) => tag === 'a').map(({ text }) => text);
    expect(links).toEqual(['<a href="https://example.org/" rel="noopener noreferrer">']);
    expect(html).toContain('<h4>Found</h4>');
    expect(html).toContain('&lt;/script&gt;');
    expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).not.toContain('\u202e');
  });

  it('may run its own script and use its own style, nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>(.*?)<\/style>/s.exec(html)![1]!;
    const script = /<script>(.*?)<\/script>\n<\/body>/s.exec(html)![1]!;
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
    );
    expect(script).not.toContain('<!--');
    expect(script).not.toMatch(/fetch|XMLHttpRequest|WebSocket|import\(/);
    expect(style.length).toBeGreaterThan(5000);
    expect(style).not.toMatch(/@import|url\(/);
  });

  it('holds every point as it was logged, NaN and infinity as what they are', async () => {
    const [chart] = chartsIn(await reportHtml(workspace, reportOf([linesOf('loss')])));
    const [a, b] = chart!.lines;
    expect(a?.marks).toEqual([
      [1, 'nan'],
      [3, 'inf'],
    ]);
    expect([...a!.x].filter((_, i) => !Number.isNaN(a!.y[i]!))).toEqual([0, 2, 4]);
    expect([...a!.y].filter((value) => !Number.isNaN(value))).toEqual([1, 0.25, 0.1]);
    expect([...b!.y]).toEqual([2, 1, 0.5]);
  });

  it('says that points were reduced, and keeps to the number that was asked for', async () => {
    const few = await reportHtml(workspace, reportOf([linesOf('loss')], { mostPoints: 200 }));
    expect(few).toMatch(/reduced: [\d,]+ of 3,008 points/);
    const line = chartsIn(few)[0]!.lines.find(({ name }) => name === 'c')!;
    expect(line.y.filter((value) => !Number.isNaN(value)).length).toBeLessThanOrEqual(200);
    expect(Math.max(...line.y.filter(Number.isFinite))).toBeCloseTo(1, 3);
    const all = await reportHtml(workspace, reportOf([linesOf('loss')], { mostPoints: 3000 }));
    expect(all).toContain('all 3,008 points');
    expect(chartsIn(all)[0]!.lines.find(({ name }) => name === 'c')!.y).toHaveLength(3000);
  });

  it('says how many runs a table and a chart leave out', async () => {
    const html = await reportHtml(
      workspace,
      reportOf([{ kind: 'table', columns: [] }, linesOf('loss')], {
        mostRows: 2,
        drawn: { mode: 'first', count: 1, hidden: [], shown: [] },
      }),
    );
    expect(html).toContain('1 more run not in this table.');
    expect(chartsIn(html)[0]!.lines).toHaveLength(1);
  });

  it('draws groups as lines with a band', async () => {
    const settings = reportOf([
      linesOf('loss', { band: 'min-max' }),
      { kind: 'plot', chart: { kind: 'bar', id: 'x', title: '', y: 'metrics.loss' } },
    ]);
    const html = await reportHtml(workspace, {
      ...settings,
      table: { ...settings.table, groupBy: ['status'] },
    });
    const [chart] = chartsIn(html);
    expect(chart?.lines.map(({ name }) => name).sort()).toEqual(['failed', 'finished']);
    expect(chart?.lines.every(({ low, high }) => low && high)).toBe(true);
  });

  it('gives runs of several experiments colours that differ', async () => {
    const own = freshWorkspace();
    const other = mlflowExperimentKey('2', 'other');
    const about = { kind: 'experiment', lifecycle: 'active', createdMs: 1, updatedMs: 1 } as const;
    const named = (key: typeof other, id: string) =>
      ({ ...about, key, id, name: id, artifactLocation: '', tags: [] }) as const;
    await importEvents(own, [
      { kind: 'experiment', experiment: named(experiment, '1') },
      { kind: 'experiment', experiment: named(other, '2') },
      ...run('a', [1, 2]),
      ...run('b', [2, 3], { experiment: other, params: [['lr', '0.5']] }),
    ]);
    const sides = {
      kind: 'side-by-side',
      title: 'Sides',
      sections: ['params', 'run'],
      onlyDifferent: false,
    } as const;
    const html = await reportHtml(own, reportOf([linesOf('loss'), sides]));
    const [a, b] = chartsIn(html)[0]!.lines;
    expect(a?.look).not.toEqual(b?.look);
    // What all have alike is said once.
    expect(html).toMatch(/<bdi>Status<\/bdi><\/th><td colspan="2"><bdi>Finished<\/bdi><\/td>/);
  });

  it('shows a picture before any script ran', () => {
    expect(html.match(/<svg [^>]*role="img"/g)).toHaveLength(5);
    expect(bodyOf(html)).not.toMatch(/="[^"]*NaN|undefined/);
    expect(html).toMatch(/<path class="line k\d+(?: dash)?" data-of="1" d="M[\d.]+ [\d.]+L/);
  });

  it('has the colours of the app', () => {
    const tokens = (text: string) =>
      new Map(
        [...text.matchAll(/(--[a-z]+(?:-[a-z0-9]+)*): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [
          name!,
          colour!,
        ]),
      );
    const parts = (path: string, dark: string) => readFileSync(path, 'utf8').split(dark).map(tokens);
    const app = parts('src/ui/tokens.css', ':root[data-theme="dark"]');
    const page = parts('src/report/page/report.css', '@media screen and (prefers-color-scheme: dark)');
    for (const theme of [0, 1])
      for (const [name, colour] of page[theme]!)
        expect([name, colour]).toEqual([name, app[theme]!.get(name)]);
    expect(page[0]!.size).toBeGreaterThan(25);
    expect(page[1]!.size).toBeGreaterThan(12);
  });
});

describe('columns in the file', () => {
  const column = fc.array(fc.double(), { maxLength: 30 }).map((values) => Float64Array.from(values));
  const even = fc
    .integer({ min: 0, max: 40 })
    .map((n) => Float64Array.from({ length: n }, (_, i) => 5 + i * 3));
  const short = fc.array(fc.float(), { maxLength: 30 }).map((values) => Float64Array.from(values));
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(column, even, short), { minLength: 2, maxLength: 8 }), (columns) => {
        const line = (i: number) => ({
          of: i,
          name: '',
          look: { hue: 0, dashed: false },
          x: columns[0]!,
          y: columns[i]!,
          raw: i % 2 ? columns[i]! : null,
          low: null,
          high: null,
          marks: [],
        });
        const model: LinesModel = {
          kind: 'lines',
          name: '',
          x: 'number',
          xLabel: '',
          logX: false,
          logY: false,
          rangeX: [null, null],
          rangeY: [null, null],
          lines: columns.map((_, i) => line(i)),
        };
        const back = unpackChart(JSON.parse(JSON.stringify(packChart(model))));
        expect(back).toEqual(model);
      }),
    );
  });
});
