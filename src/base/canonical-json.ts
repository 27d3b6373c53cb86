/**
 * JSON with sorted keys and no white space, so that equal content has equal bytes (and so an equal SHA-256).
 * `undefined` members are dropped. NaN and the infinities are written as the strings that `Number()` reads back.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    // Lists of texts are most of a record, and the engine writes them ten times faster.
    return value.every(isTexts) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(',')}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  const members: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** A text, or a list of nothing but texts. */
function isTexts(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}
