import type { VersionRef } from '../ids.ts';
import type { Pair } from '../run.ts';
import { greaterNumber } from './registry-event.ts';
import type { ModelVersion, RegisteredModel } from './registry-view.ts';

/** Models and versions while events are folded into them. */

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export interface VersionDraft extends Writable<Omit<ModelVersion, 'aliases' | 'tags'>> {
  readonly tags: Map<string, string>;
}
export interface ModelDraft extends Writable<Omit<RegisteredModel, 'aliases' | 'tags' | 'versions'>> {
  readonly tags: Map<string, string>;
  readonly aliases: Map<string, VersionRef>;
  readonly versions: Map<VersionRef, VersionDraft>;
  /** Numbers that were given away, and the greatest of them. */
  readonly numbers: Set<number>;
  lastNumber: number;
}

/** Numbers that were given away are never given again, whatever became of their versions. */
export function freeNumber(model: ModelDraft, asked: number): number {
  return model.numbers.has(asked) ? model.lastNumber + 1 : asked;
}

export function putVersion(model: ModelDraft, version: VersionDraft): void {
  model.versions.set(version.ref, version);
  model.numbers.add(version.number);
  model.lastNumber = greaterNumber(model.lastNumber, version.number);
}

export function finishModel(draft: ModelDraft): RegisteredModel {
  const aliases: { alias: string; version: number }[] = [];
  const aliasesOf = new Map<VersionRef, string[]>();
  for (const [alias, ref] of [...draft.aliases].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const version = draft.versions.get(ref);
    if (!version || version.deleted) continue;
    aliases.push({ alias, version: version.number });
    aliasesOf.set(ref, [...(aliasesOf.get(ref) ?? []), alias]);
  }
  const { numbers: _, lastNumber: __, ...rest } = draft;
  const versions = [...draft.versions.values()]
    .map((version) => ({
      ...version,
      aliases: aliasesOf.get(version.ref) ?? [],
      tags: toPairs(version.tags),
    }))
    .sort((a, b) => b.number - a.number);
  return { ...rest, tags: toPairs(draft.tags), aliases, versions };
}

function toPairs(tags: ReadonlyMap<string, string>): readonly Pair[] {
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function touch(model: ModelDraft, atMs: number): void {
  model.updatedMs = laterOf(model.updatedMs, atMs);
}

export function laterOf(known: number | null, atMs: number): number {
  return known === null ? atMs : Math.max(known, atMs);
}
