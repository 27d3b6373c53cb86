import type { ModelKey, RegistryEventId, RunKey, VersionRef } from '../ids.ts';
import type { Pair } from '../run.ts';

/** A version as people see it: what was imported with every later change. */
export interface ModelVersion {
  readonly ref: VersionRef;
  readonly model: string;
  readonly number: number;
  /** The number it was registered with, where another version had it already; else null. */
  readonly askedNumber: number | null;
  /** 'None' for none. */
  readonly stage: string;
  /** When it came into its stage: null where the source does not say. */
  readonly stageSinceMs: number | null;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly tags: readonly Pair[];
  readonly run: RunKey | null;
  readonly loggedModel: ModelKey | null;
  readonly source: string;
  readonly runLink: string;
  readonly user: string;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  /** READY and so on, as MLflow writes it; '' for versions made here. */
  readonly status: string;
  readonly statusMessage: string;
  readonly deleted: boolean;
  readonly origin: 'imported' | 'made';
}

export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly Pair[];
  /** Sorted by alias. Aliases of versions that are deleted or not there are left out. */
  readonly aliases: readonly { readonly alias: string; readonly version: number }[];
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly deleted: boolean;
  readonly origin: 'imported' | 'made';
  /** Greatest number first, deleted ones included. */
  readonly versions: readonly ModelVersion[];
}

/** One line of the history: a person's change, or what an import tells of a time before. */
export interface RegistryEntry {
  /** Event id, or a made-up one for what was imported. */
  readonly id: RegistryEventId;
  readonly atMs: number | null;
  /** Yjs client of the author; null for what was imported. */
  readonly client: number | null;
  /** Who it was by the source; '' where it does not say, and for changes made here. */
  readonly user: string;
  readonly model: string;
  /** Number of the version, null for the model itself. */
  readonly version: number | null;
  readonly what: 'registered' | 'stage' | 'alias' | 'description' | 'tag' | 'deleted' | 'restored';
  /** Alias or tag key; '' for the others. */
  readonly key: string;
  /** As people read them: stage, 'Version 3', text; '' for nothing. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export interface RegistryView {
  /** By name, deleted ones included. */
  readonly models: readonly RegisteredModel[];
  /** Oldest first. */
  readonly history: readonly RegistryEntry[];
}

export const NO_REGISTRY: RegistryView = { models: [], history: [] };
