import type { Pair } from '../run.ts';
import type { RecordedPair } from './reproduction.ts';

/** Rows of a kind that are shown and scored. */
const MOST_PAIRS = 50;
const MAX_KEY = 250;

/** Written by libraries where nobody set a seed: each start draws another. */
const UNSET = new Set(['', 'none', 'null', 'nan', 'false', 'undefined']);

/** Words that speak of machines and of nothing else: trees have nodes and estimators instances too. */
const HARDWARE_WORDS = new Set(
  'gpu gpus cuda device devices hostname host cpu cpus accelerator hardware platform os'.split(' '),
);

/** Params and tags whose key says seed or random state, whatever its case. */
export function findSeeds(params: readonly Pair[], tags: readonly Pair[]): readonly RecordedPair[] {
  return pairsWhere(params, tags, (key) => /seed|random_?state/.test(key.toLowerCase()));
}

/** A seed that was set, and not one left to chance. */
export function isSet({ value }: RecordedPair): boolean {
  return !UNSET.has(value.trim().toLowerCase());
}

/** Params and tags that say on what machine a run ran. */
export function findHardware(params: readonly Pair[], tags: readonly Pair[]): readonly RecordedPair[] {
  return pairsWhere(params, tags, (key) => wordsOf(key).some((word) => HARDWARE_WORDS.has(word)));
}

function pairsWhere(
  params: readonly Pair[],
  tags: readonly Pair[],
  isWanted: (key: string) => boolean,
): readonly RecordedPair[] {
  const found = (pairs: readonly Pair[], from: 'param' | 'tag') =>
    pairs
      .filter(([key]) => key.length <= MAX_KEY && isWanted(key))
      .map(([key, value]) => ({ key, value, from }));
  return [...found(params, 'param'), ...found(tags, 'tag')].slice(0, MOST_PAIRS);
}

export function wordsOf(key: string): readonly string[] {
  return key
    .slice(0, MAX_KEY)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
}

const MOST_WORDS = 2_000;

/**
 * A command line as its words, by the rules of quotes that shells share. What a shell would do with `$`, `*`, `;` or
 * `|` is not done: they stay text. Null where a quote is never closed, and for more words than a command has.
 */
export function splitWords(line: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    if (words.length === MOST_WORDS) return null;
    const char = line[i]!;
    if (quote === "'") {
      if (char === "'") quote = '';
      else word += char;
    } else if (char === '\\' && (quote === '' || '"\\$`'.includes(line[i + 1] ?? ''))) {
      i += 1;
      word = (word ?? '') + (line[i] ?? '');
    } else if (quote === '"') {
      if (char === '"') quote = '';
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  return words;
}
