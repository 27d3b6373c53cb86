import { makeRandom, shuffle } from '../../src/base/seeded-random.ts';
import type { Feature } from './feature.ts';
import { growTree, predict, type TreeNode, type TreeOptions } from './tree.ts';

export interface ForestReport {
  /** Out of bag; 1 is perfect, below 0 is worse than the mean. */
  readonly r2: number;
  /** By feature: rise of the squared error out of bag when it is shuffled, as a share of the variance. */
  readonly importances: Float64Array;
}

/**
 * Grows a random forest and asks each tree about the runs it has not seen, once as they are and once with each feature
 * shuffled (Breiman 2001). The trees are not kept.
 */
export function growForest(
  features: readonly Feature[],
  targets: Float64Array,
  treeCount: number,
  seed: number,
  onTree: () => void,
): ForestReport {
  const n = targets.length;
  const random = makeRandom(seed);
  const variance = varianceOf(targets);
  const guesses = new Float64Array(n);
  const guessCounts = new Uint32Array(n);
  const rises = new Float64Array(features.length);
  const options: TreeOptions = {
    maxDepth: 14,
    leastInLeaf: n < 40 ? 2 : Math.max(3, Math.floor(n / 150)),
    tried: Math.max(1, Math.ceil(features.length / 2)),
  };
  for (let t = 0; t < treeCount; t++) {
    const { sample, outside } = drawSample(n, random);
    const tree = growTree(features, targets, sample, options, random);
    const errors = new Float64Array(outside.length);
    for (const [i, run] of outside.entries()) {
      const guess = predict(tree, features, run, null);
      guesses[run]! += guess;
      guessCounts[run]! += 1;
      errors[i] = (targets[run]! - guess) ** 2;
    }
    for (const feature of usedBy(tree)) {
      rises[feature]! += riseOfError(tree, features, targets, outside, errors, feature, random) / treeCount;
    }
    onTree();
  }
  return {
    r2: 1 - errorOf(targets, guesses, guessCounts) / variance,
    importances: rises.map((rise) => rise / variance),
  };
}

/** As many runs as there are, drawn with return, and those that were not drawn. */
function drawSample(n: number, random: () => number) {
  const isDrawn = new Uint8Array(n);
  const sample = Uint32Array.from({ length: n }, () => {
    const run = Math.floor(random() * n);
    isDrawn[run] = 1;
    return run;
  });
  const outside = Uint32Array.from({ length: n }, (_, run) => run).filter((run) => isDrawn[run] === 0);
  return { sample, outside };
}

function usedBy(tree: readonly TreeNode[]): ReadonlySet<number> {
  return new Set(tree.flatMap(({ feature }) => (feature >= 0 ? [feature] : [])));
}

function riseOfError(
  tree: readonly TreeNode[],
  features: readonly Feature[],
  targets: Float64Array,
  outside: Uint32Array,
  errors: Float64Array,
  feature: number,
  random: () => number,
): number {
  if (outside.length === 0) return 0;
  const { codes } = features[feature]!;
  const shuffled = Uint8Array.from(outside, (run) => codes[run]!);
  shuffle(shuffled, random);
  let rise = 0;
  for (const [i, run] of outside.entries()) {
    const after = targets[run]! - predict(tree, features, run, { feature, code: shuffled[i]! });
    rise += after * after - errors[i]!;
  }
  return rise / outside.length;
}

function errorOf(targets: Float64Array, guesses: Float64Array, counts: Uint32Array): number {
  let [sum, n] = [0, 0];
  for (const [run, target] of targets.entries()) {
    if (counts[run] === 0) continue;
    const miss = target - guesses[run]! / counts[run]!;
    sum += miss * miss;
    n += 1;
  }
  return sum / n;
}

export function varianceOf(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2 / values.length;
  return sum;
}
