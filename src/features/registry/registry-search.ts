import { type Accessor, createMemo } from 'solid-js';
import {
  type ParsedSearch,
  parseRegistrySearch,
  type SearchTerm,
} from '../../domain/registry/search/parse-search.ts';

interface SearchState {
  readonly parsed: ParsedSearch;
  /** Of the last text that could be read. */
  readonly lastGood: readonly SearchTerm[];
  readonly lastGoodText: string;
}

export interface RegistrySearch {
  readonly parsed: Accessor<ParsedSearch>;
  /** What is shown: the last good result stays while a text has a mistake. */
  readonly terms: Accessor<readonly SearchTerm[]>;
  readonly lastGoodText: Accessor<string>;
}

export function createRegistrySearch(text: Accessor<string>): RegistrySearch {
  const state = createMemo<SearchState>(
    (before) => {
      const parsed = parseRegistrySearch(text(), Date.now());
      if (parsed.terms === null) return { ...before, parsed };
      return { parsed, lastGood: parsed.terms, lastGoodText: text().trim() };
    },
    { parsed: { terms: [], mistake: null }, lastGood: [], lastGoodText: '' },
  );
  return {
    parsed: () => state().parsed,
    terms: () => state().lastGood,
    lastGoodText: () => state().lastGoodText,
  };
}
