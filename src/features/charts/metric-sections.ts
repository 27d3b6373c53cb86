import type { ColumnInfo, MetricOverview } from '../../rpc/query-api.ts';
import { SYSTEM } from './section-choices.ts';

export interface MetricSection {
  /** What the keys have in common before their last '/', '' where they have no '/'. */
  readonly prefix: string;
  readonly metrics: readonly MetricOverview[];
}

/** Where every key would be a section of its own, the first part of the key has to do. */
const MOST_SECTIONS = 120;

/** Sections in natural order of their prefixes, what the machine did after what the model did. */
export function toSections(metrics: readonly MetricOverview[]): readonly MetricSection[] {
  const sorted = sortNaturally(metrics, (metric) => metric.key);
  for (const prefixOf of [wholePrefix, firstPart]) {
    const sections = group(sorted, prefixOf);
    if (sections.length <= MOST_SECTIONS) return sections;
  }
  return group(sorted, () => '');
}

/** The sections with only what a search finds; empty ones are left out. */
export function searchSections(
  sections: readonly MetricSection[],
  finds: (key: string) => boolean,
): readonly MetricSection[] {
  return sections.flatMap((section) => {
    const metrics = section.metrics.filter((metric) => finds(metric.key));
    return metrics.length > 0 ? [{ ...section, metrics }] : [];
  });
}

function group(sorted: readonly MetricOverview[], prefixOf: (key: string) => string): MetricSection[] {
  const byPrefix = new Map<string, MetricOverview[]>();
  for (const metric of sorted) {
    const prefix = prefixOf(metric.key);
    const members = byPrefix.get(prefix);
    if (members) members.push(metric);
    else byPrefix.set(prefix, [metric]);
  }
  return sortNaturally([...byPrefix], ([prefix]) => (prefix === SYSTEM ? `\uffff${prefix}` : prefix)).map(
    ([prefix, members]) => ({
      prefix,
      metrics: prefix === SYSTEM ? members.toSorted((a, b) => partOf(a.key) - partOf(b.key)) : members,
    }),
  );
}

/** Longest number that is ordered by its value. */
const DIGITS = 15;

/**
 * 'loss9' before 'loss10', whatever the case. A text made once for each is ten times as fast as a collator asked for
 * every pair, which with 8,000 keys is felt.
 */
function sortNaturally<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({
    item,
    name: nameOf(item)
      .toLowerCase()
      .replace(/\d{1,15}/g, (digits) => digits.padStart(DIGITS, '0')),
  }));
  keyed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return keyed.map(({ item }) => item);
}

/** Parts of a machine in the order in which they are looked at; the others follow. */
const PARTS: readonly (readonly string[])[] = [
  ['gpu', 'cuda', 'tpu', 'mps'],
  ['cpu'],
  ['mem', 'ram', 'swap'],
];

function partOf(key: string): number {
  const lower = key.toLowerCase();
  const part = PARTS.findIndex((words) => words.some((word) => lower.includes(word)));
  return part < 0 ? PARTS.length : part;
}

function wholePrefix(key: string): string {
  // What the machine did stands together, however deep its names are.
  if (key.startsWith(`${SYSTEM}/`)) return SYSTEM;
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

function firstPart(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/** The key without what the section's heading says already. */
export function shortTitle(key: string, prefix: string): string {
  return prefix !== '' && key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) || key : key;
}

/** One point of one run makes no line and no bars. A group, even of one metric, has as many values as runs. */
export function isNumberTile(metric: MetricOverview, lines: number, isGrouped: boolean): boolean {
  return lines === 1 && !isGrouped && metric.runs === 1 && metric.mostPoints === 1;
}

/** Metrics that the table's runs logged and none of the drawn ones did. */
export function undrawnMetrics(
  columns: readonly ColumnInfo[],
  drawn: readonly MetricOverview[],
  finds: ((key: string) => boolean) | null,
): readonly string[] {
  const known = new Set<string>(drawn.map((metric) => metric.key));
  const keys = columns
    .filter(({ kind, key, filled }) => kind === 'metric' && filled > 0 && !known.has(key))
    .map(({ key }) => key);
  return sortNaturally(
    [...new Set(keys)].filter((key) => finds?.(key) ?? true),
    (key) => key,
  );
}
