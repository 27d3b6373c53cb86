/** What a regular expression says, as a tree. Groups leave no trace: nobody asks what they held. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'edge' | 'no-edge' }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

/** Ranges of code points, ends included. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly negated: boolean;
}

export type PatternFault =
  | 'unclosed-group'
  | 'unopened-group'
  | 'unclosed-class'
  | 'nothing-to-repeat'
  | 'bad-escape'
  | 'bad-range'
  /** References to groups and looking around need an engine whose time has no bound. */
  | 'not-linear'
  | 'too-large';

/** Thrown inside this folder only: `parsePattern` makes it a value. */
export class PatternError extends Error {
  readonly code: PatternFault;
  readonly at: number;

  constructor(code: PatternFault, at: number) {
    super(code);
    this.code = code;
    this.at = at;
  }
}

const DIGIT: CharacterSet['ranges'] = [[48, 57]];
const WORD: CharacterSet['ranges'] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: CharacterSet['ranges'] = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** `\d`, `\w`, `\s` and their opposites in capitals; null for other letters. */
export function namedSet(letter: string): CharacterSet | null {
  const ranges = { d: DIGIT, w: WORD, s: SPACE }[letter.toLowerCase()];
  return ranges ? { ranges, negated: letter !== letter.toLowerCase() } : null;
}

export const ANY_BUT_LINE_END: CharacterSet = {
  ranges: [
    [10, 10],
    [13, 13],
    [0x2028, 0x2029],
  ],
  negated: true,
};

export function oneCharacter(codePoint: number): CharacterSet {
  return { ranges: [[codePoint, codePoint]], negated: false };
}

export function setHolds({ ranges, negated }: CharacterSet, codePoint: number): boolean {
  for (const [from, to] of ranges) if (codePoint >= from && codePoint <= to) return !negated;
  return negated;
}

/** The complement as plain ranges, so that a negated set can be part of another. */
export function plainRanges({ ranges, negated }: CharacterSet): CharacterSet['ranges'] {
  if (!negated) return ranges;
  const gaps: (readonly [number, number])[] = [];
  let from = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (start > from) gaps.push([from, start - 1]);
    from = Math.max(from, end + 1);
  }
  if (from <= 0x10ffff) gaps.push([from, 0x10ffff]);
  return gaps;
}
