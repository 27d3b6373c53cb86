import type { MlModel } from '../../domain/ml-model.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import { readMlModel } from '../../rpc/preview-client.ts';
import type { QueryApi, RunDetail } from '../../rpc/query-api.ts';
import { MODEL_FILE, versionFiles } from './version-files.ts';

/** Real ones have some kilobytes. */
const MAX_BYTES = 512 * 1024;

export type ModelFileAnswer =
  | { readonly kind: 'model'; readonly model: MlModel }
  /** No such file was logged; it was not kept or lies with somebody else; it cannot be read. */
  | { readonly kind: 'none' | 'not-here' | 'unreadable' };

/** What the `MLmodel` of a version says. */
export async function loadModelFile(
  version: ModelVersion,
  run: RunDetail,
  api: QueryApi,
): Promise<ModelFileAnswer> {
  const entry = versionFiles(version, run).find(({ path }) => path === MODEL_FILE);
  if (!entry) return { kind: 'none' };
  if (entry.sizeBytes > MAX_BYTES) return { kind: 'unreadable' };
  if (entry.chunks === null) return { kind: 'not-here' };
  const bytes = await api.artifact(entry.chunks);
  if (bytes.kind === 'missing') return { kind: 'not-here' };
  const read = await readMlModel(await bytes.blob.text());
  return read.ok ? { kind: 'model', model: read.model } : { kind: 'unreadable' };
}
