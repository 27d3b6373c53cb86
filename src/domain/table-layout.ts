/** How a table of text or Parquet is to be read as runs. Guessed by the reader, shown, and open to change. */
export type TableShape =
  /** A row per step; metrics are columns. */
  | 'wide'
  /** A row per point: run, metric name, step, value. */
  | 'long'
  /** A row per run: params and final metrics. */
  | 'runs'
  /** Rows of data (taxi trips), not of training: nothing is imported unless the person says otherwise. */
  | 'data';

export type ColumnRole =
  | 'step'
  | 'epoch'
  /** Absolute time of the row. */
  | 'time'
  /** Seconds since the start. */
  | 'elapsed'
  | 'run'
  | 'experiment'
  | 'metric-name'
  | 'value'
  /** train, val …: put before the metric's name. */
  | 'context'
  | 'metric'
  | 'param'
  | 'tag'
  | 'ignore';

export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'text';

export interface TableColumn {
  readonly name: string;
  readonly role: ColumnRole;
  /** What the cells look like over the rows that were looked at. */
  readonly type: 'number' | 'integer' | 'boolean' | 'time' | 'text' | 'empty' | 'nested';
  readonly timeUnit?: TimeUnit;
  /** What it is stored under where that is not its name: the tag of a TensorBoard file, `lr` of `params_lr`. */
  readonly key?: string;
  /** The run this column belongs to, where runs lie side by side as columns (W&B chart exports). */
  readonly run?: string;
  /** Its running sum is the step where no column is: lengths of episodes. */
  readonly isSummed?: boolean;
}

export interface TableLayout {
  readonly shape: TableShape;
  readonly columns: readonly TableColumn[];
  /** Name for runs of a table without a run column. */
  readonly runName: string;
  readonly experimentName: string;
  /** Text tables only. */
  readonly text?: {
    readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
    readonly delimiter: ',' | '\t' | ';' | '|';
    readonly decimal: '.' | ',';
    readonly headerLine: number;
  };
}

export interface TableGuess {
  readonly layout: TableLayout;
  /** The producer when its header is known (`Lightning CSVLogger`, `W&B chart export` …), else ''. */
  readonly producer: string;
  readonly certainty: 'known' | 'likely' | 'unsure';
  /** First rows as text, at most 8, for the preview. */
  readonly preview: readonly (readonly string[])[];
  /** null when counting would mean reading the whole file. */
  readonly rowCount: number | null;
}
