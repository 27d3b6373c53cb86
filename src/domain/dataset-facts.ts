import type { DatasetRecord } from './records.ts';

export interface DatasetColumn {
  readonly name: string;
  readonly type: string;
  readonly required: boolean | null;
}

/** What a dataset's JSON says, as far as it is understood; the text as written stands beside it on the screen. */
export interface DatasetFacts {
  /** Where it came from: an address or path, '' where the source names none. */
  readonly sourceText: string;
  readonly columns: readonly DatasetColumn[];
  readonly profile: readonly (readonly [name: string, value: string])[];
}

const SOURCE_KEYS = ['uri', 'url', 'path', 'table_name', 'delta_table_name', 'sql'] as const;
/** Datasets with more columns than this are cut on the screen, which says so. */
export const MOST_COLUMNS = 500;

export function parseDatasetFacts(dataset: DatasetRecord): DatasetFacts {
  return {
    sourceText: sourceText(dataset.source),
    columns: schemaColumns(dataset.schema),
    profile: pairsOf(toObject(dataset.profile)),
  };
}

function sourceText(json: string): string {
  const source = toObject(json);
  if (source === null) return json;
  for (const key of SOURCE_KEYS) {
    const value = source.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  const tags = source.get('tags');
  const script =
    tags instanceof Object ? (Object.entries(tags).find(([key]) => key === 'mlflow.source.name') ?? []) : [];
  return typeof script[1] === 'string' ? script[1] : '';
}

/** MLflow's two kinds of schema: columns of a table, and tensors. */
function schemaColumns(json: string): readonly DatasetColumn[] {
  const schema = toObject(json);
  if (schema === null) return [];
  const list = schema.get('mlflow_colspec') ?? tensorList(schema.get('mlflow_tensorspec'));
  if (!Array.isArray(list)) return [];
  return list.map((raw: unknown, i): DatasetColumn => {
    const column = new Map<string, unknown>(raw instanceof Object ? Object.entries(raw) : []);
    const name = column.get('name');
    const required = column.get('required');
    return {
      name: typeof name === 'string' ? name : `column ${i + 1}`,
      type: typeText(column),
      required: typeof required === 'boolean' ? required : null,
    };
  });
}

function tensorList(raw: unknown): unknown {
  if (Array.isArray(raw) || !(raw instanceof Object)) return raw;
  const parts = new Map<string, unknown>(Object.entries(raw));
  const features = parts.get('features');
  const targets = parts.get('targets');
  return [...asList(features), ...asList(targets)];
}

function asList(raw: unknown): readonly unknown[] {
  if (typeof raw !== 'string') return Array.isArray(raw) ? raw : [];
  const parsed = toJson(raw);
  return Array.isArray(parsed) ? parsed : [];
}

function typeText(column: ReadonlyMap<string, unknown>): string {
  const type = column.get('type');
  const tensor = column.get('tensor-spec');
  if (tensor instanceof Object) {
    const spec = new Map<string, unknown>(Object.entries(tensor));
    return `${String(spec.get('dtype') ?? 'tensor')} ${JSON.stringify(spec.get('shape') ?? [])}`;
  }
  return typeof type === 'string' ? type : JSON.stringify(type ?? '');
}

function pairsOf(object: ReadonlyMap<string, unknown> | null): readonly (readonly [string, string])[] {
  if (object === null) return [];
  return [...object].map(([key, value]) => [
    key.replaceAll('_', ' '),
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function toObject(json: string): ReadonlyMap<string, unknown> | null {
  const parsed = toJson(json);
  return parsed instanceof Object && !Array.isArray(parsed) ? new Map(Object.entries(parsed)) : null;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
