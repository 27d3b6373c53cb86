import type { Pair } from '../../../src/domain/run.ts';
import type { WrittenJson } from '../text/lenient-json.ts';
import { flattenParams } from '../text/python-text.ts';

const MOST_PARAMS = 20_000;
const MOST_VALUE = 1024 * 1024;

interface Branch {
  readonly children: Map<string, Branch | Leaf>;
}

interface Leaf {
  readonly value: WrittenJson;
}

/** A config as updates and removals leave it. A path is set and removed with everything below it. */
export class ConfigTree {
  private root: Branch = { children: new Map() };
  /** Updates beyond what a run can have are not taken. */
  refused = 0;
  private count = 0;

  get isEmpty(): boolean {
    return this.root.children.size === 0;
  }

  copy(): ConfigTree {
    const made = new ConfigTree();
    made.root = copyOf(this.root);
    made.refused = this.refused;
    made.count = this.count;
    return made;
  }

  set(path: readonly string[], value: WrittenJson): void {
    if (this.count >= MOST_PARAMS * 10) {
      this.refused += 1;
      return;
    }
    this.count += 1;
    let branch = this.root;
    for (const name of path.slice(0, -1)) {
      const known = branch.children.get(name);
      const next: Branch = known && 'children' in known ? known : branchOf(known);
      branch.children.set(name, next);
      branch = next;
    }
    branch.children.set(path.at(-1) ?? '', { value });
  }

  remove(path: readonly string[]): void {
    let branch: Branch = this.root;
    for (const name of path.slice(0, -1)) {
      const known = branch.children.get(name);
      if (!known) return;
      const next: Branch = 'children' in known ? known : branchOf(known);
      branch.children.set(name, next);
      branch = next;
    }
    branch.children.delete(path.at(-1) ?? '');
  }

  /** One row for each leaf, under keys joined by `.`; without what W&B keeps there for itself. */
  params(): { readonly params: readonly Pair[]; readonly left: number } {
    const found = new Map<string, string>();
    let left = this.refused;
    const add = (key: string, text: string): void => {
      if (found.size >= MOST_PARAMS) left += 1;
      else found.set(key, text.slice(0, MOST_VALUE));
    };
    for (const [name, node] of this.root.children) {
      if (name !== '_wandb' && name !== 'wandb_version') walk(name, node, add);
    }
    return { params: [...found], left };
  }
}

function copyOf({ children }: Branch): Branch {
  return {
    children: new Map([...children].map(([name, node]) => [name, 'children' in node ? copyOf(node) : node])),
  };
}

/** What was set as a whole and is now changed in parts. */
function branchOf(node: Branch | Leaf | undefined): Branch {
  const children = new Map<string, Branch | Leaf>();
  if (node && 'value' in node && node.value instanceof Map) {
    for (const [name, value] of node.value as ReadonlyMap<string, WrittenJson>) children.set(name, { value });
  }
  return { children };
}

function walk(key: string, node: Branch | Leaf, add: (key: string, text: string) => void): void {
  if ('value' in node) flattenParams(key, node.value, add);
  else for (const [name, one] of node.children) walk(`${key}.${name}`, one, add);
}
