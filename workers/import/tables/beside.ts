import { fromUtf8 } from '../../../src/base/bytes.ts';
import type { Pair } from '../../../src/domain/run.ts';
import { folderOf, joinPath, nameOf, type SourceTree } from '../source.ts';
import type { YamlNode } from '../yaml.ts';

const LARGEST_BYTES = 1024 * 1024;
const MOST_PARAMS = 2000;
const DEEPEST = 12;
const LONGEST_VALUE = 6000;

/** Files with the settings of a run, by the name of the table that lies beside them. */
const DONORS: ReadonlyMap<string, string> = new Map([
  ['metrics.csv', 'hparams.yaml'],
  ['results.csv', 'args.yaml'],
  ['progress.csv', 'params.json'],
]);

export function siblingPaths(tree: SourceTree, path: string): readonly string[] {
  const donor = DONORS.get(nameOf(path));
  if (donor === undefined) return [];
  const beside = joinPath(folderOf(path), donor);
  return tree.get(beside) === undefined ? [] : [beside];
}

/** The params that Lightning, Ultralytics and Ray put beside their table; none when the file is damaged. */
export async function readParamsBeside(tree: SourceTree, path: string): Promise<readonly Pair[]> {
  const [beside] = siblingPaths(tree, path);
  const file = beside === undefined ? undefined : tree.get(beside);
  if (file === undefined || file.sizeBytes === 0 || file.sizeBytes > LARGEST_BYTES) return [];
  const text = fromUtf8(await file.slice(0, file.sizeBytes));
  const pairs: Pair[] = [];
  if (file.path.endsWith('.json')) flattenJson(parseJson(text), '', 0, pairs);
  else {
    const { parseYaml } = await import('../yaml.ts');
    const result = parseYaml(text);
    if (result.ok) flattenYaml(result.node, '', 0, pairs);
  }
  return pairs;
}

/** Settings are a gift beside the table: where they are damaged, the metrics still count. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function flattenJson(value: unknown, prefix: string, depth: number, pairs: Pair[]): void {
  if (value !== null && typeof value === 'object' && !Array.isArray(value) && depth < DEEPEST) {
    const entries = Object.entries(value);
    for (const [key, member] of entries) flattenJson(member, joinKey(prefix, key), depth + 1, pairs);
    if (entries.length > 0) return;
  }
  if (value !== undefined) keep(prefix, typeof value === 'string' ? value : JSON.stringify(value), pairs);
}

function flattenYaml(node: YamlNode, prefix: string, depth: number, pairs: Pair[]): void {
  if (node.kind === 'map' && depth < DEEPEST && node.entries.size > 0) {
    for (const [key, member] of node.entries) flattenYaml(member, joinKey(prefix, key), depth + 1, pairs);
    return;
  }
  keep(prefix, yamlText(node, depth), pairs);
}

function yamlText(node: YamlNode, depth: number): string {
  if (node.kind === 'scalar') return node.text;
  if (depth >= DEEPEST) return '';
  if (node.kind === 'list') return `[${node.items.map((item) => yamlText(item, depth + 1)).join(', ')}]`;
  return `{${[...node.entries].map(([key, item]) => `${key}: ${yamlText(item, depth + 1)}`).join(', ')}}`;
}

function joinKey(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}/${key}`;
}

function keep(key: string, text: string, pairs: Pair[]): void {
  if (key === '' || pairs.length >= MOST_PARAMS) return;
  pairs.push([key, text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text]);
}
