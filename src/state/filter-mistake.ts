import type { Proposal } from '../domain/filter/expression.ts';
import { mistakeText } from '../domain/filter/mistake-words.ts';
import { parseFilter } from '../domain/filter/parse.ts';
import type { EditsState } from './edits.ts';

/** What is wrong with a filter that somebody types, for the field that it is typed into. */
export interface FilterFault {
  readonly text: string;
  /** They are not at the end of the thought yet. */
  readonly unfinished: boolean;
  readonly proposal: Proposal | null;
}

/** Null for a filter without a mistake, and for none at all. */
export function filterFault(filter: string, edits: Pick<EditsState, 'direction'>): FilterFault | null {
  if (filter.trim() === '') return null;
  const { mistake } = parseFilter(filter, Date.now(), (metric) => edits.direction(metric));
  if (!mistake) return null;
  const text = `Character ${mistake.start + 1}: ${mistakeText(mistake)}`;
  return { text, unfinished: mistake.unfinished, proposal: mistake.proposal ?? null };
}
