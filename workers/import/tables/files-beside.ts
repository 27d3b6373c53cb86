import { folderOf, joinPath, nameOf, type SourceFile, type SourceTree } from '../source.ts';

interface Around {
  /** Must lie beside the table, or the folder is not its producer's. */
  readonly settings: string;
  /** Which paths inside the folder are the run's files. */
  readonly owns: RegExp;
}

/** What a producer writes around its table, by the table's name. */
const AROUND: ReadonlyMap<string, Around> = new Map([
  ['metrics.csv', { settings: 'hparams.yaml', owns: /^checkpoints\/[^/]+$/ }],
  ['results.csv', { settings: 'args.yaml', owns: /^(?:[^/]+\.(?:png|jpe?g)|weights\/[^/]+)$/ }],
]);

/** Plots, weights and checkpoints of the run that a table tells of: Lightning's and Ultralytics'. */
export function filesBeside(tree: SourceTree, path: string): readonly SourceFile[] {
  const around = AROUND.get(nameOf(path));
  const folder = folderOf(path);
  if (!around || !tree.get(joinPath(folder, around.settings))) return [];
  const start = folder === '' ? 0 : folder.length + 1;
  return tree.under(folder).filter((file) => around.owns.test(file.path.slice(start)));
}

/** The same, each with its path in the folder of the table. */
export function artifactsBeside(
  tree: SourceTree,
  path: string,
): readonly { readonly path: string; readonly file: SourceFile }[] {
  const folder = folderOf(path);
  const start = folder === '' ? 0 : folder.length + 1;
  return filesBeside(tree, path).map((file) => ({ path: file.path.slice(start), file }));
}
