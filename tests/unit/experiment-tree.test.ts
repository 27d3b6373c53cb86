import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toExperimentKey } from '../../src/domain/ids.ts';
import {
  experimentTree,
  type ListedExperiment,
} from '../../src/features/experiments/organise/experiment-tree.ts';

function make(name: string, more: Partial<ListedExperiment> = {}): ListedExperiment {
  const rest = { runs: 1, starred: false, archived: false, deleted: false };
  return { key: toExperimentKey(name), name, ...rest, ...more };
}

/** The tree as a person sees it: two spaces a level, `>` what is folded, `/` a folder, `*` a star. */
function draw(experiments: readonly ListedExperiment[], folded: readonly string[] = []): string[] {
  return experimentTree(experiments, (path) => folded.includes(path)).map(
    ({ depth, label, experiment, folded: isFolded }) =>
      `${'  '.repeat(depth)}${label}${experiment ? '' : '/'}${experiment?.starred ? '*' : ''}${isFolded ? '>' : ''}`,
  );
}

test('names with slashes make folders, and an experiment can be one', () => {
  const names = ['fraud', 'taxi', 'taxi/tuning', 'taxi/baselines', 'vision/a/x', 'vision/b'];
  expect(draw(names.map((name) => make(name)))).toEqual([
    'fraud',
    'taxi',
    '  baselines',
    '  tuning',
    'vision/',
    '  a/x',
    '  b',
  ]);
});

test('a folder with one thing in it is one row with it', () => {
  expect(draw([make('/Users/ana/sweep'), make('solo/one')])).toEqual(['solo/one', 'Users/ana/sweep']);
});

test('what is folded hides what is below it, and says how much', () => {
  const experiments = ['t', 't/a', 't/b/c', 't/b/d', 'u'].map((name) => make(name));
  expect(draw(experiments, ['t'])).toEqual(['t>', 'u']);
  expect(draw(experiments, ['t/b'])).toEqual(['t', '  a', '  b/>', 'u']);
  expect(experimentTree(experiments, () => true)[0]?.below).toBe(3);
});

test('stars come first, with the folders that hold them', () => {
  const experiments = [make('a'), make('b/x'), make('b/y', { starred: true }), make('c', { starred: true })];
  expect(draw(experiments)).toEqual(['b/', '  y*', '  x', 'c*', 'a']);
});

test('experiments of one name all have their rows, numbers sort as numbers, and no name is lost', () => {
  const twins = [make('same'), make('same', { key: toExperimentKey('other') }), make('/'), make('')];
  expect(draw(twins)).toEqual(['', '/', 'same', 'same']);
  expect(draw(['run 10', 'run 9'].map((name) => make(name)))).toEqual(['run 9', 'run 10']);
});

test('every experiment is there once, whatever the names, and the label ends its whole name', () => {
  const part = fc.constantFrom('a', 'b', 'Ä', ' ', '', '10', '9');
  const names = fc.array(fc.array(part, { minLength: 1, maxLength: 12 }), { maxLength: 30 });
  fc.assert(
    fc.property(names, fc.boolean(), (lists, star) => {
      const experiments = lists.map((parts, at) =>
        make(parts.join('/'), { key: toExperimentKey(`x${at}`), starred: star && at % 3 === 0 }),
      );
      const rows = experimentTree(experiments, () => false);
      const keys = rows.flatMap(({ experiment }) => (experiment ? [experiment.key] : []));
      expect(keys.toSorted()).toEqual(experiments.map(({ key }) => key).toSorted());
      for (const [at, { depth }] of rows.entries())
        expect(depth).toBeLessThanOrEqual((rows[at - 1]?.depth ?? -1) + 1);
    }),
    { numRuns: 300 },
  );
});

test('thousands of experiments are a tree soon', () => {
  const experiments = Array.from({ length: 5000 }, (_, at) =>
    make(`team-${at % 40}/area-${at % 7}/study ${at}`),
  );
  experimentTree(experiments, () => false);
  const startedMs = performance.now();
  const rows = experimentTree(experiments, () => false);
  // Measured at 50 to 130 ms on two busy cores; a square of the number would take seconds.
  expect(performance.now() - startedMs).toBeLessThan(1500);
  expect(rows.length).toBeGreaterThan(5000);
});
