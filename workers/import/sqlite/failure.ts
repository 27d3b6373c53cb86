/** Why rows could not be read. `damaged` covers everything SQLite finds wrong in the file itself. */
export type FailureKind =
  | 'damaged'
  /** The bytes are not those of a database, though the header may be. */
  | 'not-a-database'
  /** The disk refused to give bytes. */
  | 'unreadable'
  | 'out-of-memory'
  /** One step took longer than it may, or more rows came than the file can hold. */
  | 'endless'
  /** The statement does not fit the database: a table that is something else than its name says. */
  | 'other';

export interface SqliteFailure {
  readonly kind: FailureKind;
  /** SQLite's own words. */
  readonly message: string;
}

const KINDS: ReadonlyMap<number, FailureKind> = new Map([
  [7, 'out-of-memory'],
  [9, 'endless'],
  [10, 'unreadable'],
  [11, 'damaged'],
  [18, 'damaged'],
  [26, 'not-a-database'],
]);

export function toFailure(resultCode: number, message: string): SqliteFailure {
  return { kind: KINDS.get(resultCode & 0xff) ?? 'other', message };
}
