import type { FilterRole, RoleSpan, Span } from '../../../domain/filter/expression.ts';

export interface InkSegment {
  readonly text: string;
  readonly role: FilterRole | null;
  readonly isMistake: boolean;
  readonly isHint: boolean;
  readonly isStrict: boolean;
}

export interface InkMarks {
  readonly roles: readonly RoleSpan[];
  readonly mistake: Span | null;
  readonly hints: readonly Span[];
  readonly strict: readonly Span[];
}

/** The text cut wherever its look changes. */
export function toInkSegments(text: string, marks: InkMarks): readonly InkSegment[] {
  const spans = [...marks.roles, ...marks.hints, ...marks.strict, ...(marks.mistake ? [marks.mistake] : [])];
  const cuts = new Set([0, text.length]);
  for (const { start, end } of spans) {
    cuts.add(Math.min(start, text.length));
    cuts.add(Math.min(end, text.length));
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => {
    const covers = (span: Span | null) => span !== null && span.start <= start && start < span.end;
    return {
      text: text.slice(start, places[index + 1]),
      role: marks.roles.find(covers)?.role ?? null,
      isMistake: covers(marks.mistake),
      isHint: marks.hints.some(covers),
      isStrict: marks.strict.some(covers),
    };
  });
}
