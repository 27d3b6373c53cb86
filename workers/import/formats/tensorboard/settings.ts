import type { Pair } from '../../../../src/domain/run.ts';
import { joinPath, type SourceFile, type SourceTree } from '../../source.ts';
import { readParamsFile } from '../../tables/beside.ts';

/** Files with a run's settings, and what must lie beside one to make it that: any project has a `params.json`. */
const SETTINGS: readonly (readonly [name: string, beside: string])[] = [
  ['hparams.yaml', 'hparams.yaml'],
  ['args.yaml', 'results.csv'],
  ['params.json', 'progress.csv'],
  ['params.json', 'result.json'],
];

/** Whether another producer's files say that a folder is a run. Ultralytics writes its table after the first epoch only. */
export function isRunFolder(tree: SourceTree, folder: string): boolean {
  return settingsBeside(tree, folder).length > 0 || tree.get(joinPath(folder, 'args.yaml')) !== undefined;
}

function settingsBeside(tree: SourceTree, folder: string): readonly SourceFile[] {
  const found = new Set<SourceFile>();
  for (const [name, beside] of SETTINGS) {
    const file = tree.get(joinPath(folder, name));
    if (file && tree.get(joinPath(folder, beside))) found.add(file);
  }
  return [...found];
}

/** Reads settings files, each again only when it was written anew. */
export class SettingsReader {
  private readonly known = new Map<string, { readonly version: string; readonly params: readonly Pair[] }>();

  async read(tree: SourceTree, folder: string): Promise<Pair[]> {
    const pairs: Pair[] = [];
    for (const file of settingsBeside(tree, folder)) pairs.push(...(await this.paramsOf(file)));
    return pairs;
  }

  private async paramsOf(file: SourceFile): Promise<readonly Pair[]> {
    const version = `${file.sizeBytes} ${file.modifiedMs}`;
    const known = this.known.get(file.path);
    if (known?.version === version) return known.params;
    const params = await readParamsFile(file);
    this.known.set(file.path, { version, params });
    return params;
  }
}
