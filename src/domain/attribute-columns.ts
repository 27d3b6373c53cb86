/** Columns that every run has, by the id that `ColumnInfo`, `SortKey` and `rows()` use. */
export const ATTRIBUTE_COLUMNS = [
  { id: 'name', label: 'Run name' },
  { id: 'status', label: 'Status' },
  /** Milliseconds since epoch, or null. */
  { id: 'started', label: 'Started' },
  /** Milliseconds, or null while there is no end. */
  { id: 'duration', label: 'Duration' },
  { id: 'user', label: 'User' },
  { id: 'source', label: 'Source' },
  /** The git commit. */
  { id: 'version', label: 'Version' },
  /** Names of logged models and registered versions, joined by ', '. */
  { id: 'models', label: 'Models' },
  /** Names of dataset inputs, joined by ', '. */
  { id: 'datasets', label: 'Datasets' },
  /** Path, in what was dropped, of the file or folder that the run was read from. */
  { id: 'origin', label: 'Imported from' },
  /** Name of the run's experiment: shown where several are mixed. */
  { id: 'experiment', label: 'Experiment' },
] as const;
