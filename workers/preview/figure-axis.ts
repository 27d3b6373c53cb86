import type { FigureAxis } from '../../src/rpc/figure.ts';
import { fieldOf, textOf } from './foreign-json.ts';
import type { Value } from './plotly-values.ts';

/** Beginning of a moment as plotly writes it. */
const MOMENT = /^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2})?)?/;
const MAX_WORDS = 2_000;

/** One axis of a figure: hears all values that lie along it, then gives each its place. */
export class AxisValues {
  private readonly layout: unknown;
  private hasNumbers = false;
  private hasWords = false;
  private allMoments = true;
  private readonly words = new Map<string, number>();

  constructor(layout: unknown) {
    this.layout = layout;
  }

  hear(values: readonly Value[]): void {
    for (const value of values) {
      if (typeof value === 'number') this.hasNumbers = true;
      if (typeof value !== 'string') continue;
      this.hasWords = true;
      if (!MOMENT.test(value) || !Number.isFinite(toMs(value))) this.allMoments = false;
      if (!this.words.has(value) && this.words.size < MAX_WORDS) this.words.set(value, this.words.size);
    }
  }

  places(values: readonly Value[]): Float64Array {
    return Float64Array.from(values, (value) => this.place(value));
  }

  place(value: Value): number {
    const { unit } = this;
    if (value === null) return Number.NaN;
    if (unit === 'number') return typeof value === 'number' ? value : Number.NaN;
    if (unit === 'time') return typeof value === 'string' ? toMs(value) : value;
    return this.words.get(String(value)) ?? Number.NaN;
  }

  end(): FigureAxis {
    const { unit } = this;
    const title = fieldOf(this.layout, 'title');
    return {
      label: (textOf(fieldOf(title, 'text')) ?? textOf(title) ?? '').slice(0, 200),
      unit,
      words: unit === 'words' ? [...this.words.keys()] : [],
      log: unit === 'number' && fieldOf(this.layout, 'type') === 'log',
    };
  }

  private get unit(): FigureAxis['unit'] {
    if (!this.hasWords) return 'number';
    return this.allMoments && !this.hasNumbers ? 'time' : 'words';
  }
}

/** A moment without a zone is drawn as if it were here in UTC, as plotly does. */
function toMs(text: string): number {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const written = text.replace(' ', 'T').slice(0, 23);
  return Date.parse(hasZone ? text : written.includes('T') ? `${written}Z` : written);
}
