import { describe, expect, it } from 'vitest';
import type { ColumnRole, TableColumn, TableGuess, TableShape } from '../../src/domain/table-layout.ts';
import {
  makeDraft,
  missingChoice,
  needsRunName,
  rolesOf,
  type TableDraft,
  toLayouts,
  unitOfTexts,
  withLeftOut,
  withNames,
  withRole,
  withShape,
} from '../../src/features/import/table-draft.ts';

/** `name:type:role` by spaces. */
function makeGuess(shape: TableShape, columns: string): TableGuess {
  return {
    layout: {
      shape,
      columns: columns.split(' ').map((text) => {
        const [name, type, role] = text.split(':') as [string, TableColumn['type'], ColumnRole];
        return { name, type, role };
      }),
      runName: 'fit',
      experimentName: 'demo',
    },
    producer: '',
    certainty: 'unsure',
    preview: [],
    rowCount: null,
  };
}

const roles = (draft: TableDraft) => draft.layout.columns.map((column) => column.role).join(' ');

describe('a table under review', () => {
  it('starts as left out when it holds data, and is read by steps when it is taken in', () => {
    const draft = makeDraft(makeGuess('data', 'id:integer:metric city:text:ignore fare:number:metric'));
    expect(draft.leftOut).toBe(true);
    const taken = withLeftOut(draft, false);
    expect([taken.leftOut, taken.layout.shape, roles(taken)]).toEqual([
      false,
      'wide',
      'metric ignore metric',
    ]);
  });

  it('gives a role that belongs to one column up when another takes it', () => {
    const draft = makeDraft(makeGuess('wide', 'a:integer:step b:integer:metric c:number:metric'));
    expect(roles(withRole(draft, 1, 'step'))).toBe('metric step metric');
    expect(roles(withRole(draft, 1, 'param'))).toBe('step param metric');
    expect(roles(draft)).toBe('step metric metric');
  });

  it('finds names and values when a table becomes a long one, and metrics when it goes back', () => {
    const wide = makeDraft(
      makeGuess('wide', 'step:integer:step what:text:ignore x:number:metric y:number:metric'),
    );
    const long = withShape(wide, 'long');
    expect(roles(long)).toBe('step metric-name ignore value');
    expect(roles(withShape(long, 'wide'))).toBe('step ignore ignore metric');
    expect(roles(withShape(wide, 'runs'))).toBe('step ignore metric metric');
  });

  it('only offers roles that the shape can use', () => {
    for (const shape of ['wide', 'long', 'runs'] as const) {
      const draft = withShape(
        makeDraft(makeGuess('data', 'a:integer:value b:text:metric-name c:number:epoch')),
        shape,
      );
      for (const column of draft.layout.columns) expect(rolesOf(shape)).toContain(column.role);
    }
  });

  it('says what is missing before it can be read', () => {
    const draft = makeDraft(makeGuess('wide', 'step:integer:step loss:number:metric'));
    expect(missingChoice(draft)).toBeNull();
    expect(missingChoice(withRole(draft, 1, 'ignore'))).toMatch(/metric/);
    expect(missingChoice(withNames(draft, { runName: ' ' }))).toMatch(/run/);
    expect(missingChoice(withNames(draft, { experimentName: '' }))).toMatch(/experiment/);
    expect(missingChoice(withShape(draft, 'long'))).toMatch(/names/);
    expect(missingChoice(withLeftOut(withRole(draft, 1, 'ignore'), true))).toBeNull();
  });

  it('asks for a run name only where no column names the runs', () => {
    expect(needsRunName(makeGuess('wide', 'step:integer:step loss:number:metric').layout)).toBe(true);
    expect(needsRunName(makeGuess('wide', 'who:text:run loss:number:metric').layout)).toBe(false);
  });

  it('takes the unit of a time from its size', () => {
    expect(unitOfTexts(['', '1700000000'])).toBe('s');
    expect(unitOfTexts(['1700000000000'])).toBe('ms');
    expect(unitOfTexts(['1700000000000000'])).toBe('us');
    expect(unitOfTexts(['1700000000000000000'])).toBe('ns');
    expect(unitOfTexts(['2024-01-01'])).toBe('text');
    const draft = makeDraft(makeGuess('wide', 'when:integer:metric loss:number:metric'));
    expect(withRole(draft, 0, 'time', ['1700000000000']).layout.columns[0]?.timeUnit).toBe('ms');
  });

  it('hands over a layout by path and null for what is left out', () => {
    const draft = makeDraft(makeGuess('wide', 'step:integer:step loss:number:metric'));
    const layouts = toLayouts(
      new Map([
        ['a.csv', withNames(draft, { runName: ' fit 2 ' })],
        ['__proto__', withLeftOut(draft, true)],
      ]),
    );
    expect(Object.keys(layouts)).toEqual(['a.csv', '__proto__']);
    expect(layouts['a.csv']?.runName).toBe('fit 2');
    expect(layouts.__proto__).toBeNull();
  });
});
