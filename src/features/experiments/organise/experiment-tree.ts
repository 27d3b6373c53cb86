import type { ExperimentKey } from '../../../domain/ids.ts';

/** An experiment as the sidebar lists it. */
export interface ListedExperiment {
  readonly key: ExperimentKey;
  readonly name: string;
  readonly runs: number;
  readonly starred: boolean;
  readonly archived: boolean;
  readonly deleted: boolean;
}

/** A row of the tree that is on the screen. */
export interface TreeRow {
  /** Path of names, '/' between them: names what is folded. */
  readonly path: string;
  /** What it adds to the path of the row above it. */
  readonly label: string;
  /** What stands before the label in the whole name. */
  readonly before: string;
  readonly depth: number;
  /** Null for a folder: a part of names that is no experiment itself. */
  readonly experiment: ListedExperiment | null;
  /** Experiments below it. */
  readonly below: number;
  readonly folded: boolean;
}

interface Branch {
  readonly name: string;
  readonly children: Map<string, Branch>;
  readonly experiments: ListedExperiment[];
}

/** A name of more parts than this goes on as one part: nothing that a person types is deeper. */
const MAX_DEPTH = 8;

/**
 * Experiments as a tree by the slashes of their names, in the order of the screen: starred ones first, with the
 * folders that hold them, then by name. What is folded hides what is below it.
 */
export function experimentTree(
  experiments: readonly ListedExperiment[],
  isFolded: (path: string) => boolean,
): readonly TreeRow[] {
  const root = makeBranch('');
  for (const experiment of experiments) {
    let at = root;
    for (const part of partsOf(experiment.name)) {
      let next = at.children.get(part);
      if (!next) {
        next = makeBranch(part);
        at.children.set(part, next);
      }
      at = next;
    }
    at.experiments.push(experiment);
  }
  const rows: TreeRow[] = [];
  for (const branch of inOrder(root)) addRows(rows, branch, '', '', 0, isFolded);
  return rows;
}

function partsOf(name: string): readonly string[] {
  const parts = name.split('/').filter((part) => part.trim() !== '');
  if (parts.length === 0) return [name];
  const deep = parts.slice(MAX_DEPTH - 1).join('/');
  return parts.length > MAX_DEPTH ? [...parts.slice(0, MAX_DEPTH - 1), deep] : parts;
}

function makeBranch(name: string): Branch {
  return { name, children: new Map(), experiments: [] };
}

function addRows(
  rows: TreeRow[],
  branch: Branch,
  parentPath: string,
  before: string,
  depth: number,
  isFolded: (path: string) => boolean,
): void {
  let { name } = branch;
  let end = branch;
  // A folder with one thing in it is not worth a row of its own.
  while (end.experiments.length === 0 && end.children.size === 1) {
    end = [...end.children.values()][0]!;
    name = `${name}/${end.name}`;
  }
  const path = parentPath === '' ? name : `${parentPath}/${name}`;
  const below = countBelow(end);
  const folded = below > 0 && isFolded(path);
  const [first, ...others] = end.experiments.length > 0 ? end.experiments.toSorted(byStar) : [null];
  const row = { path, label: name, before, depth };
  rows.push({ ...row, experiment: first, below, folded });
  for (const other of others) rows.push({ ...row, experiment: other, below: 0, folded: false });
  if (folded) return;
  for (const child of inOrder(end)) addRows(rows, child, path, `${before}${name}/`, depth + 1, isFolded);
}

function countBelow(branch: Branch): number {
  let count = 0;
  for (const child of branch.children.values()) count += child.experiments.length + countBelow(child);
  return count;
}

function hasStar(branch: Branch): boolean {
  return branch.experiments.some(({ starred }) => starred) || [...branch.children.values()].some(hasStar);
}

const collator = new Intl.Collator('en', { numeric: true });

function inOrder(branch: Branch): readonly Branch[] {
  return [...branch.children.values()]
    .map((child) => ({ child, starred: hasStar(child) }))
    .sort((a, b) => Number(b.starred) - Number(a.starred) || collator.compare(a.child.name, b.child.name))
    .map(({ child }) => child);
}

function byStar(a: ListedExperiment, b: ListedExperiment): number {
  return Number(b.starred) - Number(a.starred);
}
