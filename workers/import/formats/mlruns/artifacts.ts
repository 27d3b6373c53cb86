import type { ModelKey, RunKey } from '../../../../src/domain/ids.ts';
import type { ImportEvent } from '../../format.ts';
import type { ArtifactLookup, FoundArtifact } from '../../source/artifact-lookup.ts';
import type { OwnedFiles } from './listing.ts';

/** The owner's own folder first; else wherever in the drop the recorded address has ended up. null: nowhere. */
export function findArtifacts(
  files: OwnedFiles,
  uri: string,
  experimentId: string,
  ownerId: string,
  lookup: ArtifactLookup,
): readonly FoundArtifact[] | null {
  if (files.artifacts.length > 0) {
    const start = files.folder === '' ? 'artifacts/'.length : files.folder.length + '/artifacts/'.length;
    return files.artifacts.map((file) => ({ path: file.path.slice(start), file }));
  }
  const found = lookup.find(uri, experimentId, ownerId);
  return found.resolved ? found.files : null;
}

export function* listArtifacts(
  owner: RunKey | ModelKey,
  found: readonly FoundArtifact[],
): Iterable<ImportEvent> {
  for (const { path, file } of found) {
    if (/(^|\/)\.\.(\/|$)/.test(path)) continue;
    yield { kind: 'artifact', owner, path, file };
  }
}
