import type { TextColumn } from '../columns.ts';
import { METRIC } from '../fact-indexes.ts';
import type { RunTable } from '../run-table.ts';

/** Tests of names between two pauses: the slowest pattern takes some milliseconds for a name. */
const NAMES_AT_ONCE = 32;

export type RunCheck =
  | { readonly kind: 'name'; readonly pattern: string; readonly test: (name: string) => boolean }
  | { readonly kind: 'tag'; readonly key: string };

/**
 * Which runs break a rule as they were logged, whatever people have edited since: by row, 1 where it is broken. Made
 * once for a table of facts, as what takes time are the names of all runs.
 */
export class LoggedMarks {
  private facts: RunTable | null = null;
  private version = 0;
  private readonly known = new Map<string, Uint8Array>();

  /** `pause` lets others through now and then. */
  async of(facts: RunTable, check: RunCheck, pause: () => Promise<void>): Promise<Uint8Array> {
    if (this.facts !== facts) this.known.clear();
    // Names and tags of runs that are under way may have changed in their rows.
    for (const [what, version] of facts.changedAt)
      if (version > this.version && !what.startsWith(METRIC)) this.known.clear();
    this.facts = facts;
    this.version = facts.version;
    const about = check.kind === 'name' ? `name ${check.pattern}` : `tag ${check.key}`;
    const before = this.known.get(about);
    // The table grows while others' runs come in; its rows stay.
    if (before?.length === facts.count) return before;
    const marks =
      check.kind === 'name'
        ? await markNames(facts, check.test, before, pause)
        : markWithoutTag(facts, check.key);
    if (this.facts === facts) this.known.set(about, marks);
    return marks;
  }

  /** Forgets what is about no rule any more. */
  keepOnly(checks: readonly RunCheck[]): void {
    const wanted = new Set(
      checks.map((check) => (check.kind === 'name' ? `name ${check.pattern}` : `tag ${check.key}`)),
    );
    for (const about of this.known.keys()) if (!wanted.has(about)) this.known.delete(about);
  }
}

async function markNames(
  { names, count }: RunTable,
  test: (name: string) => boolean,
  before: Uint8Array | undefined,
  pause: () => Promise<void>,
): Promise<Uint8Array> {
  const marks = new Uint8Array(count);
  if (before) marks.set(before);
  for (let row = before?.length ?? 0; row < count; row++) {
    marks[row] = test(names[row]!) ? 0 : 1;
    if (row % NAMES_AT_ONCE === 0) await pause();
  }
  return marks;
}

function markWithoutTag(facts: RunTable, key: string): Uint8Array {
  const marks = new Uint8Array(facts.count).fill(1);
  // As `EditedTable.anyTag` looks for it.
  unmark(marks, facts.systemTags.get(key));
  unmark(marks, facts.tags.get(key));
  return marks;
}

function unmark(marks: Uint8Array, column: TextColumn | undefined): void {
  if (!column) return;
  const { rowNumbers, numbers, pool } = column;
  for (let i = 0; i < numbers.length; i++) if (!isBlank(pool.textOf(numbers[i]!))) marks[rowNumbers[i]!] = 0;
}

/** A tag that is there and says nothing is as good as none. */
export function isBlank(text: string | null | undefined): boolean {
  return text === null || text === undefined || text.trim() === '';
}
