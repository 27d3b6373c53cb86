import { cutText, type Surface } from './surface.ts';

/** What colours mean. Drawn with the plot, so that pictures have it too. */
export type PlotLegend =
  | { readonly kind: 'ramp'; readonly label: string; readonly low: string; readonly high: string }
  | { readonly kind: 'words'; readonly label: string; readonly entries: readonly LegendEntry[] };

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
}

export const LEGEND_HEIGHT = 20;
const RAMP_WIDTH = 110;
const STRIPES = 22;
const MOST_ENTRY = 130;

/** One row at the top; entries that do not fit are counted. */
export function drawLegend(surface: Surface, legend: PlotLegend): void {
  const label = cutText(surface, legend.label, surface.width * 0.4);
  surface.text(4, 12, label, { colour: 'var(--muted)' });
  const start = 12 + surface.measure(label);
  if (legend.kind === 'words') drawWords(surface, legend.entries, start);
  else drawRamp(surface, legend.low, legend.high, start);
}

function drawRamp(surface: Surface, low: string, high: string, start: number): void {
  surface.text(start, 12, low, { colour: 'var(--ink)' });
  const from = start + surface.measure(low) + 6;
  const width = Math.min(RAMP_WIDTH, Math.max(30, surface.width - from - surface.measure(high) - 12));
  const stripe = width / STRIPES;
  for (let i = 0; i < STRIPES; i++) {
    surface.rect(from + i * stripe, 3, stripe + 0.5, 10, { fill: `ramp:${i / (STRIPES - 1)}` });
  }
  surface.text(from + width + 6, 12, high, { colour: 'var(--ink)' });
}

function drawWords(surface: Surface, entries: readonly LegendEntry[], start: number): void {
  let x = start;
  for (const [i, entry] of entries.entries()) {
    const label = cutText(surface, entry.label, MOST_ENTRY);
    const width = surface.measure(label) + 26;
    const isLast = i === entries.length - 1;
    if (x + width + (isLast ? 0 : 60) > surface.width) {
      surface.text(x, 12, `${entries.length - i} more`, { colour: 'var(--muted)' });
      return;
    }
    surface.dots([x + 5, 8], 4, { fill: entry.colour });
    surface.text(x + 13, 12, label, { colour: 'var(--ink)' });
    x += width;
  }
}
