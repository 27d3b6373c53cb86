export interface SortKey {
  /** A column id (`column-id.ts`). */
  readonly column: string;
  readonly descending: boolean;
}
