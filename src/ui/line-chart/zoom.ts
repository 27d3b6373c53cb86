export type Range = readonly [from: number, to: number];

/** A range grown or shrunk about a point; null when it then covers everything there is. */
export function zoomAbout(range: Range, at: number, factor: number, extent: Range): Range | null {
  const from = at - (at - range[0]) * factor;
  const to = at + (range[1] - at) * factor;
  return withinExtent([from, to], extent);
}

/** Cut to what there is; null for all of it. */
export function withinExtent(range: Range, extent: Range): Range | null {
  const from = Math.max(range[0], extent[0]);
  const to = Math.min(range[1], extent[1]);
  if (from <= extent[0] && to >= extent[1]) return null;
  return from < to ? [from, to] : null;
}
