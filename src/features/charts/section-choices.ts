import type { ChartsView, SectionChoice } from '../../domain/view-state.ts';

/** Section of what was measured of the machine. */
export const SYSTEM = 'system';

export interface SectionOrder {
  /** All prefixes as they come. */
  readonly found: readonly string[];
  /** The same as they are shown. */
  readonly shown: readonly string[];
}

/** Prefixes in the order to show: those a person placed, then the others as they come. */
export function orderPrefixes(
  found: readonly string[],
  choices: readonly SectionChoice[],
): readonly string[] {
  const known = new Set(found);
  const placed = new Set(choices.map((choice) => choice.prefix).filter((prefix) => known.has(prefix)));
  return [...placed, ...found.filter((prefix) => !placed.has(prefix))];
}

/** How the machine fared is looked at when something is wrong: it is folded until somebody opens it. */
export function choiceOf(view: ChartsView, prefix: string): SectionChoice {
  return view.sections.find((choice) => choice.prefix === prefix) ?? firstChoice(prefix);
}

function firstChoice(prefix: string): SectionChoice {
  return { prefix, title: '', folded: prefix === SYSTEM };
}

/** Folds or names a section; it stays where it is. */
export function changeSection(
  view: ChartsView,
  order: SectionOrder,
  prefix: string,
  change: Partial<Omit<SectionChoice, 'prefix'>>,
): ChartsView {
  return withOrder(view, order, (choice) => (choice.prefix === prefix ? { ...choice, ...change } : choice));
}

/** Puts a section at a place among those shown. */
export function moveSection(view: ChartsView, order: SectionOrder, prefix: string, to: number): ChartsView {
  const shown = order.shown.filter((one) => one !== prefix);
  shown.splice(Math.max(0, Math.min(shown.length, to)), 0, prefix);
  return withOrder(view, { ...order, shown });
}

export function foldAll(view: ChartsView, order: SectionOrder, folded: boolean): ChartsView {
  return withOrder(view, order, (choice) => ({ ...choice, folded }));
}

/** A place can be remembered only together with everything before it; a tail in its own order needs no words. */
function withOrder(
  view: ChartsView,
  { found, shown }: SectionOrder,
  change: (choice: SectionChoice) => SectionChoice = (choice) => choice,
): ChartsView {
  const choices = shown.map((prefix) => change(choiceOf(view, prefix)));
  let end = choices.length;
  while (end > 0 && isPlain(choices[end - 1]!) && isTail(found, shown, end - 1)) end -= 1;
  const known = new Set(shown);
  return {
    ...view,
    sections: [...choices.slice(0, end), ...view.sections.filter((choice) => !known.has(choice.prefix))],
  };
}

function isPlain(choice: SectionChoice): boolean {
  return choice.title === '' && choice.folded === firstChoice(choice.prefix).folded;
}

/** Whether what stands from a place on is what would stand there anyway. */
function isTail(found: readonly string[], shown: readonly string[], from: number): boolean {
  const before = new Set(shown.slice(0, from));
  const rest = found.filter((prefix) => !before.has(prefix));
  return rest.every((prefix, at) => prefix === shown[from + at]);
}
