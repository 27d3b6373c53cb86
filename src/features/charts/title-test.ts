import { type PatternFault, parsePattern } from '../../base/pattern/pattern.ts';

export type TitleTest =
  | { readonly kind: 'test'; readonly finds: (title: string) => boolean }
  | { readonly kind: 'mistake'; readonly text: string };

/** A title longer than this is searched by its beginning. */
const MOST_LETTERS = 500;

/**
 * What a search means: words that all occur, or a regular expression where there are signs of one. Neither minds
 * upper and lower case. Null for an empty search.
 */
export function parseSearch(search: string): TitleTest | null {
  const typed = search.trim();
  if (typed === '') return null;
  if (!/[\\^$*+?()[\]{}|]/.test(typed)) {
    const words = typed.toLowerCase().split(/\s+/);
    return {
      kind: 'test',
      finds: (title) => {
        const text = title.toLowerCase();
        return words.every((word) => text.includes(word));
      },
    };
  }
  const hasFlag = typed.startsWith('(?i)');
  const parsed = parsePattern(hasFlag ? typed : `(?i)${typed}`);
  if (parsed.kind === 'fault') {
    const at = Math.max(0, parsed.at - (hasFlag ? 0 : 4)) + 1;
    return { kind: 'mistake', text: `${FAULTS[parsed.code]} (at ${at})` };
  }
  return { kind: 'test', finds: (title) => parsed.test(title.slice(0, MOST_LETTERS)) };
}

const FAULTS: Readonly<Record<PatternFault, string>> = {
  'unclosed-group': 'A bracket ( is not closed',
  'unopened-group': 'A bracket ) was never opened',
  'unclosed-class': 'A bracket [ is not closed',
  'nothing-to-repeat': 'There is nothing to repeat',
  'bad-escape': 'This \\ means nothing',
  'bad-range': 'This range runs backwards',
  'not-linear': 'Looking around and references are not understood',
  'too-large': 'The expression is too large',
};
