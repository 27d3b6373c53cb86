import { readText, type SourceFile } from '../source.ts';
import { parseYaml } from '../text/yaml.ts';
import { toWritten } from '../text/yaml-values.ts';
import type { ConfigTree } from './config-tree.ts';

/** Larger ones are not what they are called. */
const MOST_BYTES = 1024 * 1024;

/** The text of a small file that lies beside a log; null where it is missing or too large to be one. */
export async function readSmall(file: SourceFile | undefined): Promise<string | null> {
  return file && file.sizeBytes <= MOST_BYTES ? readText(file) : null;
}

/** A `config.yaml` of W&B or SwanLab: for each key a map with `value`. False where it is none. */
export function readConfigYaml(text: string, config: ConfigTree): boolean {
  const result = parseYaml(text);
  if (!result.ok || result.node.kind !== 'map') return false;
  for (const [key, node] of result.node.entries) {
    const value = node.kind === 'map' ? node.entries.get('value') : node;
    if (value !== undefined) config.set([key], toWritten(value));
  }
  return true;
}
