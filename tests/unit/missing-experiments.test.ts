import { expect, test } from 'vitest';
import { toExperimentKey } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import { missingExperiments } from '../../src/features/experiments/missing-experiments.ts';

const EMPTY = { totalCount: 0, deletedCount: 0, archivedCount: 0 };
const here = toExperimentKey('here');
const gone = toExperimentKey('gone');
const record: ExperimentRecord = {
  kind: 'experiment',
  key: here,
  id: '1',
  name: 'here',
  lifecycle: 'active',
  createdMs: null,
  updatedMs: null,
  artifactLocation: '',
  tags: [],
};
const listed = [{ record }];

test('an address whose experiments are all unknown is of elsewhere', () => {
  expect(missingExperiments([gone], listed, EMPTY)).toBe(1);
  expect(missingExperiments([gone, toExperimentKey('b')], [], EMPTY)).toBe(2);
});

test('one that is known, a run of any kind, or all of them: nothing is missing', () => {
  expect(missingExperiments([gone, here], listed, EMPTY)).toBe(0);
  expect(missingExperiments([gone], listed, { ...EMPTY, totalCount: 1 })).toBe(0);
  expect(missingExperiments([gone], listed, { ...EMPTY, deletedCount: 1 })).toBe(0);
  expect(missingExperiments([gone], listed, { ...EMPTY, archivedCount: 1 })).toBe(0);
  expect(missingExperiments('all', [], EMPTY)).toBe(0);
});

test('nothing is said before the answers are there', () => {
  expect(missingExperiments([gone], undefined, EMPTY)).toBe(0);
  expect(missingExperiments([gone], [], undefined)).toBe(0);
});
