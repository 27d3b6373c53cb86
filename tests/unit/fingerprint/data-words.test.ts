import { expect, test } from 'vitest';
import { verdictText } from '../../../src/features/data/data-words.ts';

test.each([
  ['sha256', 'The recorded digest is the SHA-256 of the file.'],
  ['mlflow-pandas', "The recorded digest is MLflow's digest of a data frame."],
] as const)('the same data, by %s', (by, text) => {
  expect(verdictText({ kind: 'same', by })).toBe(text);
});
