/** What of a series a metric stands for; `last` is MLflow's. Minimum, maximum and mean are over finite values. */
export type MetricStat = 'last' | 'first' | 'min' | 'max' | 'mean';

export type AttributeName =
  | 'run_id'
  | 'run_name'
  | 'status'
  | 'user_id'
  | 'artifact_uri'
  | 'start_time'
  | 'end_time'
  | 'duration'
  | 'source'
  | 'source_type'
  | 'imported_from'
  | 'version'
  | 'models'
  | 'experiment'
  | 'experiment_id'
  | 'lifecycle_stage'
  | 'parent_run_id'
  | 'note'
  | 'starred'
  | 'archived';

export type DatasetField = 'name' | 'digest' | 'context';

export type FilterField =
  | { readonly kind: 'metric'; readonly key: string; readonly stat: MetricStat }
  | { readonly kind: 'param'; readonly key: string }
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'attribute'; readonly name: AttributeName }
  | { readonly kind: 'dataset'; readonly name: DatasetField };

export type FieldValue = 'text' | 'number' | 'time' | 'duration';

export interface AttributeInfo {
  readonly name: AttributeName;
  readonly value: FieldValue;
  readonly aliases: readonly string[];
  /** Spellings that MLflow knows; none where the attribute is ours alone. */
  readonly mlflow: readonly string[];
}

export const ATTRIBUTES: readonly AttributeInfo[] = [
  {
    name: 'run_name',
    value: 'text',
    aliases: ['name'],
    mlflow: ['run_name', 'run name', 'Run name', 'Run Name'],
  },
  { name: 'status', value: 'text', aliases: ['state'], mlflow: ['status'] },
  { name: 'start_time', value: 'time', aliases: ['started'], mlflow: ['start_time', 'created', 'Created'] },
  { name: 'end_time', value: 'time', aliases: ['ended'], mlflow: ['end_time'] },
  { name: 'duration', value: 'duration', aliases: [], mlflow: [] },
  { name: 'user_id', value: 'text', aliases: ['user'], mlflow: ['user_id'] },
  { name: 'run_id', value: 'text', aliases: ['id', 'run_uuid'], mlflow: ['run_id'] },
  { name: 'source', value: 'text', aliases: ['source_name'], mlflow: [] },
  { name: 'source_type', value: 'text', aliases: [], mlflow: [] },
  { name: 'imported_from', value: 'text', aliases: ['origin'], mlflow: [] },
  { name: 'version', value: 'text', aliases: ['commit', 'git_commit'], mlflow: [] },
  { name: 'models', value: 'text', aliases: ['model'], mlflow: [] },
  { name: 'experiment', value: 'text', aliases: ['experiment_name'], mlflow: [] },
  { name: 'experiment_id', value: 'text', aliases: [], mlflow: [] },
  { name: 'lifecycle_stage', value: 'text', aliases: ['lifecycle'], mlflow: [] },
  { name: 'parent_run_id', value: 'text', aliases: ['parent'], mlflow: [] },
  { name: 'note', value: 'text', aliases: ['notes', 'description'], mlflow: [] },
  { name: 'starred', value: 'text', aliases: [], mlflow: [] },
  { name: 'archived', value: 'text', aliases: [], mlflow: [] },
  { name: 'artifact_uri', value: 'text', aliases: [], mlflow: ['artifact_uri'] },
];

const byName = new Map<string, AttributeInfo>();
for (const info of ATTRIBUTES) {
  for (const name of [info.name, ...info.aliases, ...info.mlflow]) byName.set(name.toLowerCase(), info);
}

export function attributeOf(name: string): AttributeInfo | undefined {
  return byName.get(name.toLowerCase());
}

export type Entity = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';

const ENTITIES: Readonly<Record<Entity, readonly string[]>> = {
  metric: ['metrics', 'metric'],
  param: ['params', 'param', 'parameters', 'parameter'],
  tag: ['tags', 'tag'],
  attribute: ['attributes', 'attribute', 'attr', 'run'],
  dataset: ['datasets', 'dataset'],
};
const entityByWord = new Map(
  Object.entries(ENTITIES).flatMap(([entity, words]) =>
    words.map((word) => [word, entity as Entity] as const),
  ),
);

export const ENTITY_WORDS: readonly string[] = Object.values(ENTITIES).map((words) => words[0]!);

export function entityOf(word: string): Entity | undefined {
  return entityByWord.get(word.toLowerCase());
}

export const DATASET_FIELDS: readonly DatasetField[] = ['name', 'digest', 'context'];

/** `mean` has two names; `best` is the minimum or the maximum, as people or the metric's name say. */
export const FUNCTIONS = ['min', 'max', 'mean', 'avg', 'first', 'last', 'best'] as const;

export function fieldValue(field: FilterField): FieldValue {
  if (field.kind === 'metric') return 'number';
  return field.kind === 'attribute' ? attributeOf(field.name)!.value : 'text';
}

/** Whether a run's value is a number; all else is text, even where it reads as a number. */
export function isNumberField(field: FilterField): boolean {
  return fieldValue(field) !== 'text';
}

const PLAIN_KEY = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** A key as MLflow reads it without quotes. */
export function isPlainKey(key: string): boolean {
  return PLAIN_KEY.test(key);
}

/** The field as one types it, quoted where it must be; keys with both kinds of quotes cannot be typed. */
export function fieldText(field: FilterField): string {
  if (field.kind === 'attribute') return field.name;
  const entity = `${field.kind}s`;
  if (field.kind === 'dataset') return `${entity}.${field.name}`;
  const name = `${entity}.${quoteKey(field.key)}`;
  return field.kind === 'metric' && field.stat !== 'last' ? `${field.stat}(${name})` : name;
}

export function quoteKey(key: string): string {
  if (isPlainKey(key)) return key;
  return key.includes('`') ? `"${key}"` : `\`${key}\``;
}

/** A value as one types it. Where it holds both quotes, LIKE would have to stand in: null. */
export function quoteValue(value: string): string | null {
  if (!value.includes("'") && !value.endsWith('\\')) return `'${value}'`;
  return value.includes('"') || value.endsWith('\\') ? null : `"${value}"`;
}
