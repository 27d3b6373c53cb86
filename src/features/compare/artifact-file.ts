import { type ArtifactKind, KIND_HEAD_BYTES, toArtifactKind } from '../../domain/artifact-kind.ts';
import type { ArtifactEntry } from '../../domain/run.ts';
import type { QueryApi } from '../../rpc/query-api.ts';

/** One side of a pair as far as it could be read. */
export type LoadedFile =
  | { readonly state: 'loaded'; readonly blob: Blob; readonly kind: ArtifactKind }
  | { readonly state: 'none' | 'not-kept' | 'not-here' | 'failed' };

export async function loadFile(
  entry: ArtifactEntry | null,
  api: Pick<QueryApi, 'artifact'>,
): Promise<LoadedFile> {
  if (!entry) return { state: 'none' };
  if (entry.chunks === null) return { state: 'not-kept' };
  try {
    const result = await api.artifact(entry.chunks);
    if (result.kind === 'missing') return { state: 'not-here' };
    const head = new Uint8Array(await result.blob.slice(0, KIND_HEAD_BYTES).arrayBuffer());
    return { state: 'loaded', blob: result.blob, kind: toArtifactKind(entry.path, head) };
  } catch (error) {
    console.error('artifact not read', error);
    return { state: 'failed' };
  }
}

/** Everything that is written for people to read. */
export function isTextKind({ kind }: ArtifactKind): boolean {
  return kind === 'text' || kind === 'json' || kind === 'markdown' || kind === 'csv' || kind === 'notebook';
}
