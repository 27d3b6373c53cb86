import type { ModelVersionRecord, RegisteredModelRecord } from '../../domain/records.ts';
import type { Registry } from '../../rpc/query-api.ts';

/** MLflow's mark for a version that was taken away; it is kept and not shown. */
const TOMBSTONE = 'Deleted_Internal';

export interface RegisteredModel {
  readonly record: RegisteredModelRecord;
  /** Newest first, without tombstones. */
  readonly versions: readonly ModelVersionRecord[];
}

export function toModelList(registry: Registry): readonly RegisteredModel[] {
  const versions = new Map<string, ModelVersionRecord[]>();
  for (const version of registry.versions) {
    if (version.stage === TOMBSTONE) continue;
    const list = versions.get(version.model);
    if (list) list.push(version);
    else versions.set(version.model, [version]);
  }
  return registry.models
    .map((record) => ({
      record,
      versions: (versions.get(record.name) ?? []).sort((a, b) => b.version - a.version),
    }))
    .sort((a, b) => a.record.name.localeCompare(b.record.name, 'en'));
}

export function aliasesOf(model: RegisteredModelRecord, version: number): readonly string[] {
  return model.aliases.filter(([, number]) => number === String(version)).map(([alias]) => alias);
}

export function hasStage(version: ModelVersionRecord): boolean {
  return version.stage !== '' && version.stage !== 'None';
}
