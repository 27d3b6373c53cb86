import { describe, expect, it } from 'vitest';
import type { Notebook, NotebookCell } from '../../src/rpc/notebook.ts';
import { parseNotebook } from '../../workers/preview/read-notebook.ts';

function cellsOf(root: unknown): readonly NotebookCell[] {
  return notebookOf(root).cells;
}

function notebookOf(root: unknown): Notebook {
  const result = parseNotebook(JSON.stringify(root));
  if (result.kind !== 'notebook') throw new Error('unreadable');
  return result.notebook;
}

function outputsOf(...outputs: unknown[]) {
  const [cell] = cellsOf({ cells: [{ cell_type: 'code', execution_count: 1, source: 'x', outputs }] });
  return cell?.kind === 'code' ? cell.outputs : [];
}

describe('parseNotebook', () => {
  it('reads format 4 and format 3', () => {
    expect(cellsOf({ nbformat: 4, cells: [{ cell_type: 'raw', source: ['a\n', 'b'] }] })).toEqual([
      { kind: 'raw', text: 'a\nb' },
    ]);
    const old = {
      nbformat: 3,
      worksheets: [
        {
          cells: [
            { cell_type: 'heading', level: 2, source: 'Title' },
            {
              cell_type: 'code',
              prompt_number: 7,
              input: 'y',
              outputs: [{ output_type: 'pyout', text: ['42'] }],
            },
          ],
        },
      ],
    };
    expect(cellsOf(old)).toMatchObject([
      { kind: 'markdown', blocks: [{ kind: 'heading', level: 2 }] },
      { kind: 'code', prompt: '7', source: 'y', outputs: [{ kind: 'text', text: '42' }] },
    ]);
  });

  it('prefers pictures to HTML to words, and never a script', () => {
    const data = { 'text/html': '<b>x</b>', 'text/plain': 'x', 'image/png': 'AAEC' };
    const [first] = outputsOf({ output_type: 'display_data', data });
    expect(first).toEqual({ kind: 'image', mime: 'image/png', bytes: Uint8Array.of(0, 1, 2) });
    const script = { 'application/javascript': 'alert(1)', 'text/plain': 'words' };
    expect(outputsOf({ output_type: 'display_data', data: script })).toMatchObject([
      { kind: 'not-shown', what: 'a script, which is never run' },
      { kind: 'text', text: 'words' },
    ]);
    const widget = { 'application/vnd.jupyter.widget-view+json': { model_id: 'a' } };
    expect(outputsOf({ output_type: 'display_data', data: widget })).toMatchObject([{ kind: 'not-shown' }]);
  });

  it('shows errors without the colours of a terminal', () => {
    const traceback = ['\u001b[0;31mZeroDivisionError\u001b[0m: \u001b]8;;http://x\u0007no\u001b]8;;\u0007'];
    expect(outputsOf({ output_type: 'error', traceback })).toEqual([
      { kind: 'text', text: 'ZeroDivisionError: no', isError: true, charsLeft: 0 },
    ]);
  });

  it('cuts what is too much and says how much is left', () => {
    const [text] = outputsOf({ output_type: 'stream', text: 'x'.repeat(70_000) });
    expect(text).toMatchObject({ charsLeft: 10_000 });
    const many = notebookOf({
      cells: Array.from({ length: 2_500 }, () => ({ cell_type: 'raw', source: '' })),
    });
    expect([many.cells.length, many.cellCount]).toEqual([2_000, 2_500]);
  });

  it.each(['', '[]', '{"cells": 1}', '{"worksheets": [1]}', 'null'])('%j is no notebook', (text) => {
    expect(parseNotebook(text).kind).toBe('unreadable');
  });

  it.each([[[null, 1, 'x', { cell_type: 'code' }]], [[{ __proto__: { cell_type: 'code' }, source: {} }]]])(
    'cells of any shape are no failure',
    (cells) => {
      expect(parseNotebook(JSON.stringify({ cells })).kind).toBe('notebook');
    },
  );
});
