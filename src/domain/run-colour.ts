import type { RunKey } from './ids.ts';

export const RUN_HUES = 10;

export interface RunColour {
  /** 0 … 9: the CSS variable `--run-<hue>` of the theme. */
  readonly hue: number;
  /** The second ten of the palette repeat the hues with a dash. */
  readonly dashed: boolean;
}

/** A run's colour is a function of its key, so that it is the same on every screen and every device. */
export function runColour(run: RunKey): RunColour {
  let hash = 0x811c9dc5;
  for (let i = 0; i < run.length; i++) hash = Math.imul(hash ^ run.charCodeAt(i), 0x01000193);
  const slot = (hash >>> 0) % (RUN_HUES * 2);
  return { hue: slot % RUN_HUES, dashed: slot >= RUN_HUES };
}
