/** What a file of lines by step holds: where each line is, and for histograms all of them side by side. */
export interface StepFile {
  /** NaN where a line names none. */
  readonly steps: Float64Array<ArrayBuffer>;
  /** Milliseconds since 1970; NaN where a line names none. */
  readonly timesMs: Float64Array<ArrayBuffer>;
  /** Byte at which each line begins; one more than lines, the last is where the last line ends. */
  readonly offsets: Float64Array<ArrayBuffer>;
  /** Lines beyond the most that are listed. */
  readonly left: number;
  readonly map: HistogramMap | null;
}

/** Histograms on one axis, a row for each. */
export interface HistogramMap {
  readonly from: number;
  readonly to: number;
  readonly bins: number;
  /** Which line each row shows: not all of them where there are very many. */
  readonly lines: Int32Array<ArrayBuffer>;
  /** Row by row, the share of a row's values in each bin. */
  readonly shares: Float32Array<ArrayBuffer>;
}
