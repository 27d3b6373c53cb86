import type { ChartColours } from '../line-chart/theme.ts';

const STOPS = 5;
/** So many steps are told apart; marks of one step are drawn together. */
const RAMP_STEPS = 32;

/** The colour at a place of the theme's sequential ramp, 0 … 1, as `rgb()`. */
export function rampColour(colours: ChartColours, place: number): string {
  const at = Math.max(0, Math.min(1, place)) * (STOPS - 1);
  const index = Math.min(STOPS - 2, Math.floor(at));
  const from = channels(colours.resolve(`var(--ramp-${index})`));
  const to = channels(colours.resolve(`var(--ramp-${index + 1})`));
  const mixed = from.map((channel, i) => Math.round(channel + ((to[i] ?? 0) - channel) * (at - index)));
  return `rgb(${mixed.join(', ')})`;
}

/** Red, green and blue of a colour as `getComputedStyle` tells it. */
export function channels(resolved: string): number[] {
  return resolved
    .slice(resolved.indexOf('(') + 1)
    .split(',', 3)
    .map((text) => Number.parseFloat(text) || 0);
}

/** Colours of a ramp in steps, and which of them a place has. */
export const RAMP_PALETTE: readonly string[] = Array.from(
  { length: RAMP_STEPS },
  (_, step) => `ramp:${step / (RAMP_STEPS - 1)}`,
);

export function rampStep(place: number): number {
  return Math.round(Math.max(0, Math.min(1, place)) * (RAMP_STEPS - 1));
}
