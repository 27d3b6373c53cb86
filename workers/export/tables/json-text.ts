/** JSON has no word for NaN and the infinities: they are the texts "NaN", "Infinity" and "-Infinity". */
export function jsonNumber(value: number): string {
  // JSON reads -0 back as it is written; String writes 0.
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

export function jsonTime(ms: number): string {
  return `"${new Date(ms).toISOString()}"`;
}
