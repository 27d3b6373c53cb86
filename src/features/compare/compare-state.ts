import { type Accessor, createMemo } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { Difference, Differences, Origins, TableRow } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { createMovesOf } from '../../state/live-run.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { createPacedLive } from '../../state/paced-live.ts';
import { useQuery } from '../../state/query.ts';
import type { CompareAddress } from './compare-address.ts';
import { type CompareColumn, columnIdOfRow, groupRuns, MOST_GROUPS, SHORT_KEY } from './comparison.ts';

/** What is compared on the screen: asked once, read by all of its tabs. */
export interface CompareState {
  /** Those of the address that are in this workspace; undefined until that is known. */
  readonly runs: Accessor<readonly TableRow[] | undefined>;
  /** Named in the address and not here. */
  readonly missing: Accessor<number>;
  /** Undefined until the first answer. */
  readonly rows: Accessor<readonly Difference[] | undefined>;
  /** Keys that are not among the rows, for there are too many. */
  readonly leftOut: Accessor<number>;
  /** Source and environment come from the disk and take longer. */
  readonly origins: Accessor<Origins | undefined>;
  readonly columns: Accessor<readonly CompareColumn[]>;
  readonly isGrouped: Accessor<boolean>;
  readonly baseline: Accessor<CompareColumn | null>;
  /** Rows that the address groups by. */
  readonly groupRows: Accessor<readonly Difference[]>;
}

/** Values of live runs that are compared follow so often. */
const MOVED_MS = 2000;

export function createCompareState(address: CompareAddress): CompareState {
  const { api, version } = useQuery();
  const edits = useEdits();
  const asked = createMemo(() => {
    const set = address.runSet();
    return set.kind === 'runs' ? set.runs : [];
  });
  const live = createPacedLive(MOVED_MS, undefined, createMovesOf(asked));
  const question = createMemo(() => (version() === 0 ? undefined : { runs: asked(), version: version() }));
  const answered = createNewestAnswer(question, (one) => api.runRows(one.runs, []));
  const runs = createMemo((before: readonly TableRow[] | undefined) => {
    const rows = answered();
    return rows && reuse(before, withOwnNames(rows));
  });
  const keys = createMemo((): readonly RunKey[] => (runs() ?? []).map((row) => row.run), [], {
    equals: (a, b) => a.join('\n') === b.join('\n'),
  });
  const found = createMemo(() =>
    version() === 0 || keys().length === 0 ? undefined : { runs: keys(), version: version() },
  );
  const moving = createMemo(() => {
    const one = found();
    return one && { ...one, live: live() };
  });
  const logged = createNewestAnswer(moving, (one) => api.differences(one.runs));
  const origins = createNewestAnswer(found, (one) => api.origins(one.runs));
  const best = createBest(found, logged, address, (key) => edits.direction(key) !== null);
  // Rows that say the same are the same: what was opened in them stays open while runs go on.
  const rows = createMemo((before: readonly Difference[] | undefined) => {
    const answer = logged();
    if (!answer) return undefined;
    const values = best();
    const own = values ? answer.rows.map((row) => withBest(row, values)) : answer.rows;
    return reuse(before, [...own, ...(origins()?.rows ?? [])]);
  });
  const groupRows = createMemo(() =>
    address.by().flatMap((id) => rows()?.find((row) => columnIdOfRow(row) === id) ?? []),
  );
  const single = createMemo(() =>
    (runs() ?? []).map(
      (row, index): CompareColumn => ({
        id: row.run,
        label: row.name,
        members: [index],
        run: row.run,
        colour: row.colour,
      }),
    ),
  );
  const groups = createMemo(() => (groupRows().length === 0 ? [] : groupRuns(single().length, groupRows())));
  const isGrouped = createMemo(() => groups().length > 0 && groups().length <= MOST_GROUPS);
  const columns = createMemo(() => (isGrouped() ? groups() : single()));
  return {
    runs,
    missing: createMemo(() => (runs() ? asked().length - keys().length : 0)),
    rows,
    leftOut: createMemo(() => (logged()?.leftOut ?? 0) + (origins()?.leftOut ?? 0)),
    origins,
    columns,
    isGrouped,
    groupRows,
    baseline: createMemo(() => columns().find((column) => column.id === address.baseline()) ?? null),
  };
}

/** Names repeat: runs that are called alike are told apart by the beginning of their keys. */
function withOwnNames(rows: readonly TableRow[]): readonly TableRow[] {
  const counts = new Map<string, number>();
  for (const { name } of rows) counts.set(name, (counts.get(name) ?? 0) + 1);
  return rows.map((row) =>
    counts.get(row.name) === 1 ? row : { ...row, name: `${row.name} (${row.run.slice(0, SHORT_KEY)})` },
  );
}

/** Metric key → best values of the runs, where the address asks for them. */
function createBest(
  found: Accessor<{ readonly runs: readonly RunKey[] } | undefined>,
  logged: Accessor<Differences | undefined>,
  address: CompareAddress,
  hasDirection: (key: string) => boolean,
): Accessor<ReadonlyMap<string, readonly (number | null)[]> | undefined> {
  const { api } = useQuery();
  const question = createMemo(() => {
    const runs = found()?.runs;
    const metrics = logged()?.rows.filter((row) => row.section === 'metrics' && hasDirection(row.key));
    return runs && metrics && address.metrics() === 'best'
      ? { runs, keys: metrics.map((row) => row.key) }
      : undefined;
  });
  const answer = createNewestAnswer(question, async ({ runs, keys }) => {
    const rows = await api.runRows(
      runs,
      keys.map((key) => `best(metrics.${key})`),
    );
    const valueAt = (row: TableRow, index: number) => {
      const cell = row.cells[index];
      return typeof cell === 'number' ? cell : null;
    };
    return new Map(keys.map((key, index) => [key, rows.map((row) => valueAt(row, index))]));
  });
  return () => (address.metrics() === 'best' ? answer() : undefined);
}

function withBest(row: Difference, best: ReadonlyMap<string, readonly (number | null)[]>): Difference {
  const values = row.section === 'metrics' ? best.get(row.key) : undefined;
  // What was asked of other runs than these is not theirs.
  if (!values || values.length !== row.values.length) return row;
  return { ...row, values, differs: values.some((value) => !Object.is(value, values[0])) };
}
