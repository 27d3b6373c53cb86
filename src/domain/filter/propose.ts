import { nearestWord } from '../../base/edit-distance.ts';
import type { FilterMistake, Proposal } from './expression.ts';
import { ATTRIBUTES, DATASET_FIELDS, ENTITY_WORDS, type FilterField, fieldText } from './fields.ts';

/** The keys that runs here have. */
export interface KnownKeys {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly tags: readonly string[];
}

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

export type KeyedField = Extract<FilterField, { readonly key: string }>;

/** The keys of the field's kind; null for attributes and datasets. */
export function keysLike(field: FilterField, known: KnownKeys): readonly string[] | null {
  if (field.kind === 'metric') return known.metrics;
  if (field.kind === 'param') return known.params;
  return field.kind === 'tag' ? known.tags : null;
}

/** The field that may have been meant by one that no run has. */
export function meantField(field: KeyedField, keys: readonly string[], known: KnownKeys): string | null {
  const elsewhere = sameKey(field.key, known);
  if (elsewhere) return elsewhere;
  const near = nearestWord(field.key, keys);
  return near === null ? null : fieldText({ ...field, key: near });
}
