import { fromUtf8 } from '../../../src/base/bytes.ts';
import type { Pair } from '../../../src/domain/run.ts';
import { folderOf, joinPath, nameOf, type SourceFile, type SourceTree } from '../source.ts';
import { paramsOf } from '../text/json-fields.ts';
import { parseWrittenJson, type WrittenJson } from '../text/lenient-json.ts';

const LARGEST_BYTES = 1024 * 1024;
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
  return file === undefined ? [] : readParamsFile(file);
}

/**
 * The params in one such file, JSON or YAML by its name. Settings are a gift beside what was logged: none where they
 * are damaged.
 */
export async function readParamsFile(file: SourceFile): Promise<readonly Pair[]> {
  const value = await readSettings(file);
  return paramsOf(value ?? undefined).map(([key, text]) => [key, text.slice(0, LONGEST_VALUE)]);
}

/** What a settings file holds; null when it is damaged, empty or too large to be one. */
export async function readSettings(file: SourceFile): Promise<WrittenJson> {
  if (file.sizeBytes === 0 || file.sizeBytes > LARGEST_BYTES) return null;
  const text = fromUtf8(await file.slice(0, file.sizeBytes));
  if (file.path.endsWith('.json')) {
    const parsed = parseWrittenJson(text);
    return parsed.ok ? parsed.value : null;
  }
  const [{ parseYaml }, { toWritten }] = await Promise.all([
    import('../text/yaml.ts'),
    import('../text/yaml-values.ts'),
  ]);
  const result = parseYaml(text);
  return result.ok ? toWritten(result.node) : null;
}
