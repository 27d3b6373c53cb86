import { RUN_HUES, type RunColour } from '../../domain/run-colour.ts';
import type { SeriesResult } from '../../rpc/query-api.ts';
import type { ChartData, ChartLine } from '../../ui/line-chart/index.ts';
import type { DrawnLine } from './wall-store.ts';

export const NO_DATA: ChartData = { x: new Float64Array(), lines: [] };

/** Strokes of the second ten of the palette, and of the terms of a chart with several metrics. */
const DASHED = [5, 3] as const;
const TERM_DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3], [4, 2, 1, 2]];

/** Lines of an answer as they are drawn now: what is no longer shown has none, whatever the answer holds. */
export function toChartData(
  result: SeriesResult,
  ys: readonly string[],
  drawn: readonly DrawnLine[],
): ChartData {
  const owners = new Map(drawn.map((line) => [line.id, line]));
  const lines = result.lines.flatMap((line): ChartLine[] => {
    const owner = owners.get(line.of);
    const term = ys[line.term];
    if (!owner || term === undefined) return [];
    const look = lookOf(owner.colour, line.term, ys.length, drawn.length);
    return [
      {
        id: line.of,
        label: labelOf(owner.label, term, ys.length, drawn.length),
        colour: look.colour,
        dash: look.dash,
        y: line.y,
        raw: line.raw,
        low: line.low,
        high: line.high,
        breaks: line.breaks,
        marks: line.marks,
      },
    ];
  });
  return { x: result.x, lines };
}

function labelOf(owner: string, term: string, terms: number, owners: number): string {
  if (terms < 2) return owner;
  return owners < 2 ? term : `${owner} · ${term}`;
}

/** One colour is one run everywhere; a run alone in a chart can lend its neighbours' colours to its metrics. */
function lookOf(
  { hue, dashed }: RunColour,
  term: number,
  terms: number,
  owners: number,
): { readonly colour: string; readonly dash: readonly number[] } {
  if (owners < 2) return { colour: cssColour((hue + term) % RUN_HUES), dash: [] };
  if (terms > 1) return { colour: cssColour(hue), dash: TERM_DASHES[term % TERM_DASHES.length] ?? [] };
  return { colour: cssColour(hue), dash: dashed ? DASHED : [] };
}

export function cssColour(hue: number): string {
  return `var(--run-${hue})`;
}
