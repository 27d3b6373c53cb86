/**
 * Plain data as `after` says it, made of the very objects of `before` wherever those are equal: what is drawn from
 * them stays as it is, with the focus and the half-typed text in it.
 */
export function reuse<T>(before: T, after: T): T {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item, at) => reuse(before[at] as unknown, item as unknown));
    const isSame = items.length === before.length && items.every((item, at) => Object.is(item, before[at]));
    return isSame ? before : (items as T);
  }
  if (!isRecord(before) || !isRecord(after)) return after;
  const entries = Object.entries(after).map(([key, value]) => {
    const former = Object.hasOwn(before, key) ? before[key] : undefined;
    return [key, reuse(former, value)] as const;
  });
  const isSame =
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]) => Object.hasOwn(before, key) && Object.is(value, before[key]));
  // `fromEntries` makes members of any name, where an assignment to `__proto__` would set the prototype.
  return isSame ? before : (Object.fromEntries(entries) as T);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
