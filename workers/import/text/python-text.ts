import { type WrittenJson, WrittenNumber } from './lenient-json.ts';

/** A value of a config as Python prints it: what people see in their own logs, and what MLflow would have stored. */
export function toPythonText(value: WrittenJson): string {
  return typeof value === 'string' ? value : nestedText(value);
}

function nestedText(value: WrittenJson): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof WrittenNumber) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, WrittenJson>)];
    return `{${entries.map(([key, one]) => `${quoted(key)}: ${nestedText(one)}`).join(', ')}}`;
  }
  return `[${(value as readonly WrittenJson[]).map(nestedText).join(', ')}]`;
}

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

/**
 * What is nested as one row for each leaf, under keys joined by `.`; lists stay whole. Calls `add` for each; an empty
 * map is a leaf.
 */
export function flattenParams(
  key: string,
  value: WrittenJson,
  add: (key: string, text: string) => void,
): void {
  if (!(value instanceof Map) || value.size === 0) {
    add(key, toPythonText(value));
    return;
  }
  for (const [name, one] of value as ReadonlyMap<string, WrittenJson>) {
    flattenParams(key === '' ? name : `${key}.${name}`, one, add);
  }
}
