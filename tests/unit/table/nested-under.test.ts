import { expect, it } from 'vitest';
import { NO_EDITS, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import { nestedUnder } from '../../../workers/query/nested-under.ts';
import { makeRunTable } from '../../support/run-table.ts';

const TABLE = `
  run a sweep FINISHED 4000 9000 ana
  experiment taxi
  run b trial FINISHED 3000 5000 ana
  experiment taxi
  parent a
  run c fold FINISHED 2000 2500 ana
  experiment taxi
  parent b
  deleted
  run d elsewhere FINISHED 2000 2500 ana
  experiment iris
  parent a
  run x loop FINISHED 2000 2500 ana
  experiment taxi
  parent y
  run y loop FINISHED 2000 2500 ana
  experiment taxi
  parent x
`;

it('finds what is nested under runs in their experiment, at any depth', () => {
  const under = (edits: WorkspaceEdits, ...runs: string[]) =>
    nestedUnder(makeRunTable(TABLE, edits), runs.map(toRunKey));
  expect(under(NO_EDITS, 'a')).toEqual(['b', 'c']);
  expect(under(NO_EDITS, 'a', 'b')).toEqual(['c']);
  expect(under(NO_EDITS, 'c', 'd', 'gone')).toEqual([]);
  expect(under(NO_EDITS, 'x')).toEqual(['y']);
  const moved = { home: toExperimentKey('iris') };
  // What somebody moved elsewhere stays there, and so does what is under it.
  const edits = { ...NO_EDITS, runs: new Map([[toRunKey('b'), moved]]) };
  expect(under(edits, 'a')).toEqual([]);
});
