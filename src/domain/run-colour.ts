export const RUN_HUES = 10;
/** Places in the palette of runs: ten hues, then the same with a dash. */
export const RUN_COLOURS = RUN_HUES * 2;

export interface RunColour {
  /** 0 … 9: the CSS variable `--run-<hue>` of the theme. */
  readonly hue: number;
  /** The second ten of the palette repeat the hues with a dash. */
  readonly dashed: boolean;
}

/**
 * The colour at a place of the palette, 0 … 19. A run's place is the one that a person gave it, or else its number in
 * its experiment by the time it began, from the experiment's first hue on: runs that are looked at together began one after the other and differ, and the
 * place is the same on every screen and every device that has the same facts.
 */
export function paletteColour(place: number): RunColour {
  return { hue: place % RUN_HUES, dashed: place >= RUN_HUES };
}
