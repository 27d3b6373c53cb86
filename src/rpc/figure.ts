/** A chart that plotly wrote, as far as it can be drawn without plotly: one pair of axes, plain marks. */
export interface Figure {
  readonly title: string;
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly marks: readonly FigureMarks[];
  readonly traceCount: number;
  /** Why traces were left out, each with its name or type. */
  readonly notDrawn: readonly string[];
}

export interface FigureAxis {
  readonly label: string;
  /** Times are ms since epoch; a word's place is its index in `words`. */
  readonly unit: 'number' | 'time' | 'words';
  readonly words: readonly string[];
  readonly log: boolean;
}

/** Places are in the axes' units, NaN where there is none. */
export type FigureMarks =
  | {
      readonly kind: 'points';
      readonly label: string;
      readonly xs: Float64Array;
      readonly ys: Float64Array;
      readonly hasLine: boolean;
      readonly hasDots: boolean;
    }
  | {
      readonly kind: 'bars';
      readonly label: string;
      /** Ends across the bar, and along it. */
      readonly from: Float64Array;
      readonly to: Float64Array;
      readonly base: Float64Array;
      readonly top: Float64Array;
      /** The bars lie: their length is along x. */
      readonly isTurned: boolean;
    }
  | { readonly kind: 'box'; readonly label: string; readonly at: number; readonly values: Float64Array }
  | {
      readonly kind: 'heat';
      readonly label: string;
      readonly xs: Float64Array;
      readonly ys: Float64Array;
      /** Row by row: the value at `xs[column]`, `ys[row]`. */
      readonly values: Float64Array;
    };

export type FigureResult =
  | { readonly kind: 'figure'; readonly figure: Figure }
  | { readonly kind: 'not-drawn'; readonly notDrawn: readonly string[] }
  | { readonly kind: 'no-figure' };
