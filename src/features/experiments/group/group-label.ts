import type { RunStatus } from '../../../domain/run.ts';
import { statusText } from '../../../domain/status-text.ts';
import type { GroupKey } from '../../../rpc/query-api.ts';

/** Stands for runs without a value. */
const NO_VALUE = 'none';
const MOST_CHARACTERS = 120;

/** The value that the runs of a group have in common, as the table writes it. */
export function groupValue({ column, value }: GroupKey): string {
  if (value === null) return NO_VALUE;
  if (column === 'status') return statusText(value as RunStatus) ?? value;
  return value === '' ? '(empty)' : value.slice(0, MOST_CHARACTERS);
}
