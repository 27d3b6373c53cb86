import type { FilterMistake, MistakeCode, Proposal, Span } from './expression.ts';

/** Thrown inside this folder only: `parseFilter` makes it a value. */
export class MistakeError extends Error {
  readonly mistake: FilterMistake;

  constructor(
    code: MistakeCode,
    span: Span,
    about: string,
    more: {
      readonly proposal?: Proposal;
      readonly pattern?: FilterMistake['pattern'];
      readonly unfinished?: boolean;
    } = {},
  ) {
    super(code);
    const { proposal, pattern, unfinished = false } = more;
    this.mistake = {
      code,
      start: span.start,
      end: span.end,
      about,
      unfinished,
      ...(proposal ? { proposal } : {}),
      ...(pattern ? { pattern } : {}),
    };
  }
}
