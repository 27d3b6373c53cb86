/** Characters of a text that are read. */
const MOST_TEXT = 1_000_000;
const MOST_ADDRESS = 4_000;
const MOST_FIELDS = 2_000;

export interface SchemaField {
  readonly [key: string]: string;
  readonly name: string;
  readonly type: string;
}

/** Columns of a dataset as MLflow writes them (`mlflow_colspec`); none for anything else. */
export function schemaFields(text: string): readonly SchemaField[] {
  const columns = memberOf(parsed(text), 'mlflow_colspec');
  if (!Array.isArray(columns)) return [];
  return columns.slice(0, MOST_FIELDS).flatMap((column: unknown) => {
    const [name, type] = [memberOf(column, 'name'), memberOf(column, 'type')];
    return typeof name === 'string' ? [{ name, type: typeof type === 'string' ? type : '' }] : [];
  });
}

/** The address in a dataset's source (JSON with `uri`, `url` or `path`) or in a text; null for what has no scheme. */
export function sourceAddress(text: string): string | null {
  const source = parsed(text);
  const candidates = ['uri', 'url', 'path'].map((key) => memberOf(source, key));
  for (const candidate of [...candidates, text]) {
    if (typeof candidate !== 'string' || candidate.length > MOST_ADDRESS) continue;
    // One letter before the colon is a drive of Windows.
    if (!/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(candidate) || !URL.canParse(candidate)) continue;
    const address = new URL(candidate);
    // A file that is handed on is no place for somebody's password.
    address.username = '';
    address.password = '';
    return address.href;
  }
  return null;
}

function parsed(text: string): unknown {
  if (text === '' || text.length > MOST_TEXT) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
