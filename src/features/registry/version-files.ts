import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import type { ArtifactEntry } from '../../domain/run.ts';
import type { RunDetail } from '../../rpc/query-api.ts';

export const MODEL_FILE = 'MLmodel';

/** The files of a version, relative to its model's folder; none where they cannot be told. */
export function versionFiles(version: ModelVersion, run: RunDetail): readonly ArtifactEntry[] {
  const logged = run.modelArtifacts.find(({ model }) => model === version.loggedModel);
  if (logged) return logged.entries;
  const folder = runFolder(version, run);
  if (folder === undefined) return [];
  return run.artifacts
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .map((entry) => ({ ...entry, path: entry.path.slice(folder.length + 1) }));
}

function runFolder(version: ModelVersion, run: RunDetail): string | undefined {
  const folders = modelFolders(run.artifacts);
  const named = folders.filter((folder) => version.source.endsWith(`/${folder}`));
  // A source that names no folder of the run says nothing; the only model there is must be it.
  return named.toSorted((a, b) => b.length - a.length)[0] ?? (folders.length === 1 ? folders[0] : undefined);
}

/** Its files' folder among everything that the run kept, as the comparison of runs names it; null for none. */
export function comparedFolder(version: ModelVersion, run: RunDetail): string | null {
  const nameOf = (model: string) => run.loggedModels.find(({ key }) => key === model)?.name || model;
  const at = run.modelArtifacts.findIndex(({ model }) => model === version.loggedModel);
  if (at < 0) return runFolder(version, run) ?? null;
  const names = run.modelArtifacts.slice(0, at + 1).map(({ model }) => nameOf(model));
  const name = names[at]!;
  const count = names.filter((one) => one === name).length;
  return count === 1 ? name : `${name} (${count})`;
}

/** Folders with a file that says that they are models. */
export function modelFolders(artifacts: readonly ArtifactEntry[]): readonly string[] {
  return artifacts.flatMap(({ path }) =>
    path.endsWith(`/${MODEL_FILE}`) ? [path.slice(0, -MODEL_FILE.length - 1)] : [],
  );
}
