import { nearestWord } from '../../base/edit-distance.ts';
import type { FilterHint, FilterMistake, Proposal } from './expression.ts';
import { ATTRIBUTES, DATASET_FIELDS, ENTITY_WORDS, type FilterField, fieldText } from './fields.ts';
import type { ParsedFilter } from './parse.ts';

/** The keys that runs here have. */
export interface KnownKeys {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly tags: readonly string[];
}

/** Tags that producers write about themselves are not listed anywhere, and are there all the same. */
const SYSTEM_TAG = /^_?mlflow[._]/;

/** The mistake with what may have been meant, where the keys at hand tell. */
export function proposeFor(mistake: FilterMistake, known: KnownKeys): FilterMistake {
  if (mistake.proposal) return mistake;
  const text = proposedText(mistake, known);
  return text === null ? mistake : { ...mistake, proposal: spanned(mistake, text) };
}

function spanned({ start, end }: { readonly start: number; readonly end: number }, text: string): Proposal {
  return { start, end, text };
}

function proposedText({ code, about }: FilterMistake, known: KnownKeys): string | null {
  switch (code) {
    case 'unknown-attribute':
      return sameKey(about, known) ?? nearestAttribute(about) ?? nearestField(about, known);
    case 'unknown-entity':
      return sameKey(about, known) ?? nearestEntity(about) ?? nearestField(about, known);
    case 'unknown-dataset-field':
      return nearestWord(about, DATASET_FIELDS);
    default:
      return null;
  }
}

/** The field whose key is exactly what was typed without saying what kind of field it is. */
function sameKey(key: string, known: KnownKeys): string | null {
  if (known.metrics.includes(key)) return fieldText({ kind: 'metric', key, stat: 'last' });
  if (known.params.includes(key)) return fieldText({ kind: 'param', key });
  return known.tags.includes(key) ? fieldText({ kind: 'tag', key }) : null;
}

function nearestAttribute(word: string): string | null {
  return nearestWord(
    word,
    ATTRIBUTES.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
}

function nearestEntity(word: string): string | null {
  const dot = word.indexOf('.');
  const entity = nearestWord(word.slice(0, dot), ENTITY_WORDS);
  return entity === null ? null : entity + word.slice(dot);
}

function nearestField(key: string, known: KnownKeys): string | null {
  const near = nearestWord(key, [...known.metrics, ...known.params, ...known.tags]);
  return near === null ? null : sameKey(near, known);
}

/** Fields of the filter that no run at hand has: nothing is wrong with it, and it will find nothing by them. */
export function hintsFor(parsed: ParsedFilter, known: KnownKeys): readonly FilterHint[] {
  return parsed.fields.flatMap(({ field, start, end }): FilterHint[] => {
    const keys = keysLike(field, known);
    if (!keys || !('key' in field) || keys.includes(field.key)) return [];
    if (field.kind === 'tag' && SYSTEM_TAG.test(field.key)) return [];
    const hint = { code: 'unknown-key' as const, start, end, about: fieldText(field) };
    const meant = meantField(field, keys, known);
    return [meant === null ? hint : { ...hint, proposal: { start, end, text: meant } }];
  });
}

type KeyedField = Extract<FilterField, { readonly key: string }>;

function keysLike(field: FilterField, known: KnownKeys): readonly string[] | null {
  if (field.kind === 'metric') return known.metrics;
  if (field.kind === 'param') return known.params;
  return field.kind === 'tag' ? known.tags : null;
}

function meantField(field: KeyedField, keys: readonly string[], known: KnownKeys): string | null {
  const elsewhere = sameKey(field.key, known);
  if (elsewhere) return elsewhere;
  const near = nearestWord(field.key, keys);
  return near === null ? null : fieldText({ ...field, key: near });
}
