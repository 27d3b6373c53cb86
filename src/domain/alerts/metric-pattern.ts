import type { MetricKey } from '../ids.ts';

/** Whether a metric is meant: by its key, or by a pattern in which each `*` is any text (`val/*`). */
export function makeMetricTest(pattern: string): (metric: MetricKey) => boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return (metric) => metric === pattern;
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  const between = parts.slice(1, -1);
  return (metric) => {
    if (metric === pattern) return true;
    if (metric.length < first.length + last.length) return false;
    if (!metric.startsWith(first) || !metric.endsWith(last)) return false;
    const end = metric.length - last.length;
    let from = first.length;
    for (const part of between) {
      const found = metric.indexOf(part, from);
      if (found < 0 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}
