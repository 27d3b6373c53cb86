export type DifferenceSection = 'run' | 'params' | 'metrics' | 'tags' | 'datasets' | 'environment' | 'source';

export interface Difference {
  readonly section: DifferenceSection;
  /**
   * Attribute column id (`run`), key of the param, metric or tag, 'name (context)' of a dataset, package, or what the
   * source is described by.
   */
  readonly key: string;
  /** In the order of the runs asked for; null where a run has none. Metrics are numbers, NaN included; times in ms. */
  readonly values: readonly (string | number | null)[];
  /** By the whole values, cut or not. */
  readonly differs: boolean;
  /** Some text is longer than `DIFFERENCE_TEXT_LIMIT` and was cut there: `differenceText` has all of it. */
  readonly cut: boolean;
}

/** Characters of a value that `Difference` carries. */
export const DIFFERENCE_TEXT_LIMIT = 300;

export interface Differences {
  readonly rows: readonly Difference[];
  /** Keys that are not among the rows, because there would be more values than a page can take. */
  readonly leftOut: number;
}

/** What runs came from: sections source and environment. */
export interface Origins extends Differences {
  /** Files that describe an environment whose bytes were not kept, are not on this device or are too large. */
  readonly unreadFiles: number;
}
