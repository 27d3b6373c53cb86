import type { Brand } from '../base/brand.ts';

/** One run, the same in every source that holds it: the producer's own id where it has one (an MLflow run id). */
export type RunKey = Brand<string, 'RunKey'>;
/** One experiment across sources. Not the producer's id: small numbers such as `1` name other experiments elsewhere. */
export type ExperimentKey = Brand<string, 'ExperimentKey'>;
/** One dataset: name and digest. */
export type DatasetKey = Brand<string, 'DatasetKey'>;
/** A logged model (MLflow 3's `m-…`). */
export type ModelKey = Brand<string, 'ModelKey'>;
/** A metric key such as `val/loss`. */
export type MetricKey = string;
/** SHA-256 of a pack's bytes, 64 hexadecimal digits. */
export type Hash = Brand<string, 'Hash'>;
export type WorkspaceId = Brand<string, 'WorkspaceId'>;
export type ImportId = Brand<string, 'ImportId'>;
export type CollectionId = Brand<string, 'CollectionId'>;
/** A saved view. */
export type ViewId = Brand<string, 'ViewId'>;
/** A rule of the workspace. */
export type RuleId = Brand<string, 'RuleId'>;
/** One change of the registry: 16 hexadecimal digits. */
export type RegistryEventId = Brand<string, 'RegistryEventId'>;
/** A model version whatever its number: `i<number>-<made at, ms>` for an imported one, else the id of the event that made it. */
export type VersionRef = Brand<string, 'VersionRef'>;

export const toRunKey = (raw: string): RunKey => raw as RunKey;
export const toExperimentKey = (raw: string): ExperimentKey => raw as ExperimentKey;
export const toDatasetKey = (raw: string): DatasetKey => raw as DatasetKey;
export const toModelKey = (raw: string): ModelKey => raw as ModelKey;
export const toHash = (raw: string): Hash => raw as Hash;
export const toWorkspaceId = (raw: string): WorkspaceId => raw as WorkspaceId;
export const toImportId = (raw: string): ImportId => raw as ImportId;
export const toCollectionId = (raw: string): CollectionId => raw as CollectionId;
export const toViewId = (raw: string): ViewId => raw as ViewId;
export const toRuleId = (raw: string): RuleId => raw as RuleId;
export const toRegistryEventId = (raw: string): RegistryEventId => raw as RegistryEventId;
export const toVersionRef = (raw: string): VersionRef => raw as VersionRef;
/**
 * The reference of a version that was imported, by its number in its store and the moment (ms) it was made: two stores
 * with a model of one name have other versions under the same numbers.
 */
export const importedVersion = (version: number, createdMs: number | null): VersionRef =>
  toVersionRef(`i${version}-${createdMs ?? 0}`);

/** Separates the parts of a derived key; cannot occur in a name that a person can type. */
const SEPARATOR = '\u001f';

/**
 * The key of an MLflow experiment. Ids of 10 digits and more are random (MLflow 2 file stores) and stand alone;
 * small ones are counters that every store begins anew, so the name takes part.
 */
export function mlflowExperimentKey(id: string, name: string): ExperimentKey {
  return toExperimentKey(id.length >= 10 ? `x${id}` : `x${id}-${shortHash(['mlflow', id, name])}`);
}

export function datasetKey(name: string, digest: string): DatasetKey {
  return toDatasetKey(`d${shortHash([name, digest])}`);
}

/** A key for something whose producer gave it no id: the same parts give the same key on every machine. */
export function derivedKey(...parts: readonly string[]): string {
  return shortHash(parts);
}

/** 64 bits of FNV-1a in two lanes: identity among thousands, not protection against forgery (packs have SHA-256). */
function shortHash(parts: readonly string[]): string {
  const text = parts.join(SEPARATOR);
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 13);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}
