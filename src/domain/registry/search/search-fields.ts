import type { FieldValue } from '../../filter/fields.ts';

/** What a search of the registry is about: its models, or the versions of one. */
export type RegistryAttribute =
  | 'name'
  | 'description'
  | 'version_number'
  | 'run_id'
  | 'source_path'
  | 'stage'
  | 'alias'
  | 'user'
  | 'created'
  | 'updated';

export type RegistryField =
  | { readonly kind: 'attribute'; readonly name: RegistryAttribute }
  | { readonly kind: 'tag'; readonly key: string };

const VALUES: Readonly<Partial<Record<RegistryAttribute, FieldValue>>> = {
  version_number: 'number',
  created: 'time',
  updated: 'time',
};

/** MLflow's names and ours; `version` is what people type. */
const SPELLINGS: Readonly<Record<string, RegistryAttribute>> = {
  name: 'name',
  description: 'description',
  version_number: 'version_number',
  version: 'version_number',
  run_id: 'run_id',
  source_path: 'source_path',
  source: 'source_path',
  stage: 'stage',
  current_stage: 'stage',
  alias: 'alias',
  aliases: 'alias',
  user: 'user',
  user_id: 'user',
  created: 'created',
  creation_timestamp: 'created',
  updated: 'updated',
  last_updated_timestamp: 'updated',
};

export function registryAttribute(word: string): RegistryAttribute | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
}

export function registryFieldValue(field: RegistryField): FieldValue {
  return (field.kind === 'attribute' ? VALUES[field.name] : undefined) ?? 'text';
}

/** For sentences. */
export const ATTRIBUTE_WORDS = 'name, tags, version_number, run_id, source_path, stage and alias';
