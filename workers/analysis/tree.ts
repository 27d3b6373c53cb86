import type { Feature } from './feature.ts';

export interface TreeNode {
  /** Index into the features; -1 for a leaf. */
  readonly feature: number;
  /** By code: 1 goes to `left`. */
  readonly goesLeft: Uint8Array;
  readonly left: number;
  readonly right: number;
  /** Mean of the runs in it. */
  readonly value: number;
}

export interface TreeOptions {
  readonly maxDepth: number;
  readonly leastInLeaf: number;
  /** Features that are looked at for each split. */
  readonly tried: number;
}

interface Split {
  readonly feature: number;
  readonly goesLeft: Uint8Array;
  readonly gain: number;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly node: number;
}

const NO_CODES = new Uint8Array();
const LARGEST_CODE = 256;

/**
 * A regression tree over the runs of `sample` (indexes, repeated ones count twice; it is reordered), the first node is
 * the root. Splits lower the squared error most.
 */
export function growTree(
  features: readonly Feature[],
  targets: Float64Array,
  sample: Uint32Array,
  options: TreeOptions,
  random: () => number,
): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  const open: Stretch[] = [{ from: 0, to: sample.length, depth: 0, node: 0 }];
  nodes.push(leaf(0));
  for (let stretch = open.pop(); stretch; stretch = open.pop()) {
    const { from, to, depth, node } = stretch;
    const value = meanOf(targets, sample, from, to);
    const canSplit = depth < options.maxDepth && to - from >= options.leastInLeaf * 2;
    const split = canSplit ? bestSplit(features, targets, sample.subarray(from, to), options, random) : null;
    if (!split) {
      nodes[node] = leaf(value);
      continue;
    }
    const { codes } = features[split.feature]!;
    const middle = from + partition(sample.subarray(from, to), (run) => split.goesLeft[codes[run]!] === 1);
    const left = nodes.push(leaf(0)) - 1;
    const right = nodes.push(leaf(0)) - 1;
    nodes[node] = { feature: split.feature, goesLeft: split.goesLeft, left, right, value };
    open.push({ from, to: middle, depth: depth + 1, node: left });
    open.push({ from: middle, to, depth: depth + 1, node: right });
  }
  return nodes;
}

/** What the tree says of a run; `codes` may stand in for those of one feature. */
export function predict(
  nodes: readonly TreeNode[],
  features: readonly Feature[],
  run: number,
  instead: { readonly feature: number; readonly code: number } | null,
): number {
  let node = nodes[0]!;
  while (node.feature >= 0) {
    const code = instead?.feature === node.feature ? instead.code : features[node.feature]!.codes[run]!;
    node = nodes[node.goesLeft[code] === 1 ? node.left : node.right]!;
  }
  return node.value;
}

function leaf(value: number): TreeNode {
  return { feature: -1, goesLeft: NO_CODES, left: -1, right: -1, value };
}

function meanOf(targets: Float64Array, sample: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += targets[sample[i]!]!;
  return sum / (to - from);
}

function bestSplit(
  features: readonly Feature[],
  targets: Float64Array,
  sample: Uint32Array,
  options: TreeOptions,
  random: () => number,
): Split | null {
  let best: Split | null = null;
  for (const index of pick(features.length, options.tried, random)) {
    const split = splitBy(features[index]!, index, targets, sample, options.leastInLeaf);
    if (split && split.gain > (best?.gain ?? 1e-12)) best = split;
  }
  return best;
}

/** So many different indexes below `count`. */
function pick(count: number, wanted: number, random: () => number): Uint16Array {
  const all = Uint16Array.from({ length: count }, (_, i) => i);
  const most = Math.min(wanted, count);
  for (let i = 0; i < most; i++) {
    const other = i + Math.floor(random() * (count - i));
    const kept = all[i]!;
    all[i] = all[other]!;
    all[other] = kept;
  }
  return all.subarray(0, most);
}

const sums = new Float64Array(LARGEST_CODE);
const counts = new Uint32Array(LARGEST_CODE);

function splitBy(
  { codes, codeCount, isOrdered }: Feature,
  feature: number,
  targets: Float64Array,
  sample: Uint32Array,
  leastInLeaf: number,
): Split | null {
  sums.fill(0, 0, codeCount);
  counts.fill(0, 0, codeCount);
  let total = 0;
  for (let i = 0; i < sample.length; i++) {
    const run = sample[i]!;
    const code = codes[run]!;
    sums[code]! += targets[run]!;
    counts[code]! += 1;
    total += targets[run]!;
  }
  const seen: number[] = [];
  for (let code = 0; code < codeCount; code++) if (counts[code]! > 0) seen.push(code);
  if (seen.length < 2) return null;
  // Words ordered by their mean: the best split in two is then among the cuts of this order (Fisher 1958).
  if (!isOrdered) seen.sort((a, b) => sums[a]! / counts[a]! - sums[b]! / counts[b]! || a - b);
  const cut = bestCut(seen, total, sample.length, leastInLeaf);
  return cut && { feature, gain: cut.gain, goesLeft: sides(seen, cut.at, codeCount, isOrdered) };
}

/** `at`: so many of the codes go left. */
function bestCut(seen: readonly number[], total: number, n: number, leastInLeaf: number) {
  const whole = (total * total) / n;
  let best: { at: number; gain: number } | null = null;
  let [sum, count] = [0, 0];
  for (let at = 1; at < seen.length; at++) {
    sum += sums[seen[at - 1]!]!;
    count += counts[seen[at - 1]!]!;
    if (count < leastInLeaf || n - count < leastInLeaf) continue;
    const gain = (sum * sum) / count + ((total - sum) * (total - sum)) / (n - count) - whole;
    if (!best || gain > best.gain) best = { at, gain };
  }
  return best;
}

function sides(seen: readonly number[], at: number, codeCount: number, isOrdered: boolean): Uint8Array {
  const goesLeft = new Uint8Array(codeCount);
  const lastLeft = seen[at - 1]!;
  if (isOrdered) return goesLeft.fill(1, 0, lastLeft + 1);
  for (let i = 0; i < at; i++) goesLeft[seen[i]!] = 1;
  // A word that no run here has goes where most of them go.
  const inLeft = seen.slice(0, at).reduce((sum, code) => sum + counts[code]!, 0);
  const inAll = seen.reduce((sum, code) => sum + counts[code]!, 0);
  if (inLeft * 2 >= inAll)
    for (let code = 0; code < codeCount; code++) if (counts[code] === 0) goesLeft[code] = 1;
  return goesLeft;
}

/** Moves those that go left to the front and tells how many they are. */
function partition(sample: Uint32Array, goesLeft: (run: number) => boolean): number {
  let at = 0;
  for (let i = 0; i < sample.length; i++) {
    const run = sample[i]!;
    if (!goesLeft(run)) continue;
    sample[i] = sample[at]!;
    sample[at] = run;
    at += 1;
  }
  return at;
}
