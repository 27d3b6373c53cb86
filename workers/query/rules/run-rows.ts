import type { RunEdits } from '../../../src/domain/edits.ts';
import { type EditedTable, NAME_TAG, NOTE_TAG } from '../edited-table.ts';
import { sortRows } from '../sort-runs.ts';
import { isBlank, type LoggedMarks, type RunCheck } from './logged-marks.ts';

/** Rows of runs that are there and break a rule, newest first. */
export async function breakingRows(
  table: EditedTable,
  check: RunCheck,
  logged: LoggedMarks,
  pause: () => Promise<void>,
): Promise<Uint32Array> {
  const marks = (await logged.of(table.facts, check, pause)).slice();
  const { deleted } = table.flags;
  for (const [row, edits] of table.editedRows)
    if (row < marks.length && isAbout(check, edits)) marks[row] = breaksAt(table, row, check) ? 1 : 0;
  const rows = new Uint32Array(marks.length);
  let count = 0;
  for (let row = 0; row < marks.length; row++)
    if (marks[row] === 1 && deleted[row] === 0) rows[count++] = row;
  return sortRows(rows.subarray(0, count), table, []);
}

/** Whether one run breaks it, as people have edited it. A run without a name is called nothing. */
export function breaksAt(table: EditedTable, row: number, check: RunCheck): boolean {
  if (check.kind === 'tag') return isBlank(table.anyTag(row, check.key));
  const { facts, edits } = table;
  return !check.test(edits.runs.get(facts.keys[row]!)?.name || facts.names[row]!);
}

export function checkedRuns(table: EditedTable): number {
  const { deleted } = table.flags;
  let count = 0;
  for (let row = 0; row < deleted.length; row++) if (deleted[row] === 0) count += 1;
  return count;
}

/** Whether what was edited can change the verdict. */
function isAbout(check: RunCheck, { name, note, tags }: RunEdits): boolean {
  if (check.kind === 'name') return Boolean(name);
  if (check.key === NAME_TAG && name) return true;
  if (check.key === NOTE_TAG && note !== undefined) return true;
  return tags !== undefined && Object.hasOwn(tags, check.key);
}
