import type { DrawnRuns } from './view-state.ts';

/** Eyes that are remembered one by one; more than that is a choice of another kind. */
const MOST_EYES = 1000;

/** Opens or closes one eye. `isDrawnAnyway`: the mode alone would draw it. Ids are those of runs or groups. */
export function withEye(drawn: DrawnRuns, id: string, open: boolean, isDrawnAnyway: boolean): DrawnRuns {
  const hidden = drawn.hidden.filter((one) => one !== id);
  const shown = drawn.shown.filter((one) => one !== id);
  if (open && !isDrawnAnyway) shown.push(id);
  if (!open && isDrawnAnyway) hidden.push(id);
  return { ...drawn, hidden: hidden.slice(-MOST_EYES), shown: shown.slice(-MOST_EYES) };
}

/** Another way to choose begins anew: eyes opened and closed before are no part of it. */
export function withMode(mode: DrawnRuns['mode'], count: number): DrawnRuns {
  return { mode, count, hidden: [], shown: [] };
}

/**
 * What is drawn of a table's ids, in its order: those the mode takes less the hidden ones, and those shown besides.
 * Of what is shown besides only what is in the table.
 */
export function drawnIds(
  drawn: DrawnRuns,
  chosen: Iterable<string>,
  placeOf: ReadonlyMap<string, number> | null,
): readonly string[] {
  const ids = new Set(chosen);
  for (const id of drawn.hidden) ids.delete(id);
  if (placeOf === null) return [...ids];
  for (const id of drawn.shown) if (placeOf.has(id)) ids.add(id);
  const place = (id: string) => placeOf.get(id) ?? Number.POSITIVE_INFINITY;
  return [...ids].filter((id) => placeOf.has(id)).sort((a, b) => place(a) - place(b));
}
