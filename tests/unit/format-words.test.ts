import { expect, test } from 'vitest';
import { formatWords } from '../../src/features/run/run-words.ts';
import { FORMATS } from '../../workers/import/registry.ts';

test('a run says in words of people what it was imported from', () => {
  const ids = [...FORMATS.map(({ id }) => id), 'mlflow-db', 'optuna'];
  expect(ids.filter((id) => formatWords(id) === id)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
