import type { StoredSeries } from '../../domain/run.ts';

export interface MetricSection {
  /** What the keys have in common before their last '/', '' where they have no '/'. */
  readonly prefix: string;
  /** Logged once: shown as numbers. */
  readonly numbers: readonly StoredSeries[];
  readonly charts: readonly StoredSeries[];
}

/** Where every key would be a section of its own, the first part of the key has to do. */
const MOST_SECTIONS = 120;

const order = new Intl.Collator('en', { numeric: true }).compare;

/** `tiles`: metrics logged once become numbers. Over several runs they stay charts, a dot for each run. */
export function toSections(series: readonly StoredSeries[], search: string, tiles = true): MetricSection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = series.filter((one) => {
    const key = one.key.toLowerCase();
    return words.every((word) => key.includes(word));
  });
  for (const prefixOf of [wholePrefix, firstPart]) {
    const sections = group(found, prefixOf, tiles);
    if (sections.length <= MOST_SECTIONS) return sections;
  }
  return group(found, () => '', tiles);
}

function group(
  series: readonly StoredSeries[],
  prefixOf: (key: string) => string,
  tiles: boolean,
): MetricSection[] {
  const byPrefix = new Map<string, StoredSeries[]>();
  for (const one of series) {
    const prefix = prefixOf(one.key);
    const members = byPrefix.get(prefix);
    if (members) members.push(one);
    else byPrefix.set(prefix, [one]);
  }
  return [...byPrefix]
    .sort(([a], [b]) => Number(isSystem(a)) - Number(isSystem(b)) || order(a, b))
    .map(([prefix, members]) => {
      const sorted = members.sort((a, b) => order(a.key, b.key));
      return {
        prefix,
        numbers: sorted.filter((one) => tiles && one.count === 1),
        charts: sorted.filter((one) => !tiles || one.count !== 1),
      };
    });
}

/** What the machine did comes after what the model did. */
function isSystem(prefix: string): boolean {
  return prefix === 'system' || prefix.startsWith('system/');
}

function wholePrefix(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

function firstPart(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/** The key without what the section's heading says already. */
export function shortTitle(key: string, prefix: string): string {
  return prefix !== '' && key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) || key : key;
}
