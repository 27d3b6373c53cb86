import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../../src/base/escape-markdown.ts';
import { NO_EDITS } from '../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../src/domain/ids.ts';
import type { ColumnId, ColumnInfo, TableFormat } from '../../src/rpc/query-api.ts';
import { ColumnDescriber } from '../../workers/query/describe-columns.ts';
import type { EditedTable } from '../../workers/query/edited-table.ts';
import { escapeLatex } from '../../workers/query/table-files/latex.ts';
import { writeTableFile } from '../../workers/query/table-files/write-table-file.ts';
import { makeRunTable } from '../support/run-table.ts';
import { turns } from '../support/turns.ts';

const START = 1_700_000_000_000;
const NOTATION = `
  run a first finished ${START} ${START + 90_000} ana
  param lr 0.1
  metric loss 0.5 0.25
  metric odd nan
  tag team red
  source train.py
  run b "second, run" failed - - -
  metric loss -1.5
  metric odd -inf
  param note "=1+1"
`;

const rowsOf = (table: EditedTable) => Uint32Array.from({ length: table.facts.count }, (_, row) => row);

async function write(
  format: TableFormat,
  { table = makeRunTable(NOTATION), columns = null as readonly ColumnId[] | null } = {},
): Promise<Blob> {
  const infos: readonly ColumnInfo[] = new ColumnDescriber().describe(table, rowsOf(table));
  return writeTableFile({ table, infos }, rowsOf(table), { format, columns });
}

const textOf = async (blob: Blob) => blob.text();

/** RFC 4180, by the letter. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (text[at] === '"') at += 1;
        cell += text[at];
      }
      at += 1;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
    rows.at(-1)!.push(cell);
    if (text[at] === '\r') {
      at += 2;
      if (at < text.length) rows.push([]);
    } else at += 1;
  }
  return rows;
}

/** A table of one run a text, each as a tag. */
function tableOfTexts(texts: readonly string[]): EditedTable {
  return makeRunTable(
    texts.map((text, i) => `run r${i} r${i} finished 1 2 -\n tag said ${JSON.stringify(text)}`).join('\n'),
  );
}

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const anyTexts = fc.array(anyText, { minLength: 1, maxLength: 8 });
const oneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

describe('CSV', () => {
  test('has the columns of mlflow.search_runs and of MLflow’s screen, and no formula', async () => {
    const [head, first, second] = parseCsv(await textOf(await write('csv')));
    expect(head).toEqual([
      ...['run_id', 'experiment_id', 'status', 'start_time', 'end_time', 'run_name'],
      ...['experiment_name', 'duration_ms', 'tags.mlflow.user', 'tags.mlflow.source.type'],
      ...['tags.mlflow.source.name', 'tags.mlflow.source.git.commit'],
      ...['metrics.loss', 'metrics.odd', 'params.lr', 'params.note', 'tags.team'],
    ]);
    const cell = (row: readonly string[] | undefined, name: string) => row![head!.indexOf(name)];
    expect(cell(first, 'start_time')).toBe('2023-11-14T22:13:20.000Z');
    expect(cell(first, 'duration_ms')).toBe('90000');
    expect(cell(first, 'tags.mlflow.user')).toBe('ana');
    expect(cell(first, 'tags.mlflow.source.name')).toBe('train.py');
    expect(cell(second, 'duration_ms')).toBe('');
    expect(cell(first, 'metrics.odd')).toBe('NaN');
    expect(cell(second, 'metrics.odd')).toBe('-Infinity');
    expect(cell(second, 'metrics.loss')).toBe('-1.5');
    expect(cell(second, 'run_name')).toBe('second, run');
    expect(cell(second, 'params.note')).toBe("'=1+1");
    expect(cell(second, 'params.lr')).toBe('');
  });

  test('says the experiment that a run was moved to', async () => {
    const [key, made] = [toRunKey('a'), toExperimentKey('made-1')];
    const table = makeRunTable(NOTATION, {
      ...NO_EDITS,
      runs: new Map([[key, { home: made }]]),
      experiments: new Map([[made, { made: true, name: 'Best ones' }]]),
    });
    const [head, first] = parseCsv(await textOf(await write('csv', { table })));
    expect(first![head!.indexOf('experiment_id')]).toBe('made-1');
  });

  test('any text comes back, but for the quote before what a spreadsheet would run', async () => {
    await fc.assert(
      fc.asyncProperty(anyTexts, async (texts) => {
        const table = tableOfTexts(texts);
        const rows = parseCsv(await textOf(await write('csv', { table, columns: ['tags.said'] })));
        const risky = (text: string) => /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
        expect(rows.slice(1).map(([cell]) => cell)).toEqual(
          texts.map((text) => (risky(text) ? `'${text}` : text)),
        );
      }),
      { numRuns: turns(200) },
    );
  });
});

describe('JSON', () => {
  test('has numbers as numbers, what JSON has no word for as text, and nothing for what was not logged', async () => {
    const records = JSON.parse(await textOf(await write('json'))) as Record<string, unknown>[];
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({ run_id: 'a', 'metrics.loss': 0.25, 'metrics.odd': 'NaN' });
    expect(records[1]).toMatchObject({ 'metrics.odd': '-Infinity', 'params.note': '=1+1' });
    expect(records[1]).not.toHaveProperty('params.lr');
    expect(records[1]).not.toHaveProperty('start_time');
  });

  test('any text comes back', async () => {
    await fc.assert(
      fc.asyncProperty(anyTexts, async (texts) => {
        const blob = await write('json', { table: tableOfTexts(texts), columns: ['tags.said'] });
        const records = JSON.parse(await textOf(blob)) as Record<string, string>[];
        expect(records.map((record) => record['tags.said'])).toEqual(texts);
      }),
      { numRuns: turns(200) },
    );
  });

  test('no run is an empty array', async () => {
    expect(JSON.parse(await textOf(await write('json', { table: makeRunTable('') })))).toEqual([]);
  });
});

describe('Parquet', () => {
  const read = async (blob: Blob) => parquetReadObjects({ file: await blob.arrayBuffer() });

  test('has doubles, texts and timestamps', async () => {
    const [first, second] = await read(await write('parquet'));
    expect(first).toMatchObject({
      run_id: 'a',
      start_time: new Date(START),
      'metrics.loss': 0.25,
      'metrics.odd': Number.NaN,
      'params.lr': '0.1',
    });
    expect(second).toMatchObject({ 'metrics.odd': Number.NEGATIVE_INFINITY, 'metrics.loss': -1.5 });
    for (const missing of [second!['params.lr'], second!.start_time]) expect(missing ?? null).toBeNull();
  });

  test('any text comes back', async () => {
    await fc.assert(
      fc.asyncProperty(anyTexts, async (texts) => {
        const blob = await write('parquet', { table: tableOfTexts(texts), columns: ['tags.said'] });
        expect((await read(blob)).map((record) => record['tags.said'])).toEqual(texts);
      }),
      { numRuns: turns(100) },
    );
  });

  test('more runs than a row group holds all come back', async () => {
    const notation = Array.from({ length: 45_000 }, (_, i) => `run r${i} n finished 1 2 -\nmetric m ${i}`);
    const table = makeRunTable(notation.join('\n'));
    const records = await read(await write('parquet', { table, columns: ['run', 'metrics.m'] }));
    expect(records).toHaveLength(45_000);
    expect(records[44_999]).toEqual({ run_id: 'r44999', 'metrics.m': 44_999 });
  });

  test('no run is a file with columns and no row', async () => {
    expect(await read(await write('parquet', { table: makeRunTable('') }))).toEqual([]);
  });
});

const SHOWN = ['name', 'status', 'started', 'duration', 'metrics.loss', 'params.lr'];

describe('Markdown', () => {
  test('has the columns shown and numbers as on the screen', async () => {
    const lines = (await textOf(await write('markdown', { columns: SHOWN }))).split('\n');
    expect(lines[0]).toBe('| Run name | Status | Started | Duration | metrics.loss | params.lr |');
    expect(lines[1]).toBe('| --- | --- | --- | --: | --: | --: |');
    expect(lines[2]).toMatch(/^\| first \| Finished \| 14 Nov 2023.* \| 1 min 30 s \| 0\.25000 \| 0\.1 \|$/);
    expect(lines[3]).toBe('| second, run | Failed |  |  | -1.5000 |  |');
  });

  test('any text is shown as it is', () => {
    const shown = (text: string) => {
      const tree = fromMarkdown(`| ${escapeMarkdown(text)} |\n| --- |\n| x |\n`, {
        extensions: [gfm()],
        mdastExtensions: [gfmFromMarkdown()],
      });
      const table = tree.children[0];
      if (table?.type !== 'table') return null;
      const textIn = (node: { readonly value?: string; readonly children?: readonly object[] }): string =>
        node.value ?? (node.children ?? []).map(textIn).join('');
      return table.children[0]!.children.map(textIn).join('¦');
    };
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[a_*`|<>&~\\[\]()#! -]{0,20}$/)), (text) => {
        expect(shown(text)).toBe(oneLine(text));
      }),
      { numRuns: turns(2000) },
    );
  });
});

describe('LaTeX', () => {
  test('is a table for booktabs with the columns shown', async () => {
    expect(await textOf(await write('latex', { columns: ['name', 'metrics.loss', 'params.note'] }))).toBe(
      [
        '% \\usepackage{booktabs}',
        '\\begin{tabular}{lrl}',
        '\\toprule',
        'Run name & metrics.loss & params.note \\\\',
        '\\midrule',
        'first & 0.25000 &  \\\\',
        'second, run & $-1.5000$ & =1+1 \\\\',
        '\\bottomrule',
        '\\end{tabular}',
        '',
      ].join('\n'),
    );
  });

  test('any text is set as it is', () => {
    const words: Record<string, string> = {
      textbackslash: '\\',
      textasciitilde: '~',
      textasciicircum: '^',
      textless: '<',
      textgreater: '>',
      textbar: '|',
      textasciigrave: '`',
    };
    /** What TeX makes of it: commands, escaped marks, groups. A mark that would do something fails. */
    const set = (latex: string) =>
      latex.replace(/\\([a-z]+)\{\}|\\(.)|([{}])|([&%$#_~^\\<>|`])/gs, (_, word, mark, brace, wild) => {
        if (word !== undefined) return words[word]!;
        if (mark !== undefined) return mark;
        if (wild !== undefined) throw new Error(`${wild} stands alone`);
        return brace === undefined ? '' : '';
      });
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[a&%$#_{}~^\\[\]<>|`" -]{0,20}$/)), (text) => {
        const latex = escapeLatex(text);
        expect(set(latex)).toBe(oneLine(text));
        expect(latex).not.toContain('--');
      }),
      { numRuns: turns(2000) },
    );
  });
});
