import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { createPacedLive } from '../../../state/paced-live.ts';
import { useQuery } from '../../../state/query.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import { NAME_COLUMN, type PlotData, toPlotData } from './plot-data.ts';

const MOVED_MS = 2000;

export interface PlotValues {
  /** The former answer stands until the next is there. */
  readonly data: Accessor<PlotData | undefined>;
  readonly failure: Accessor<string | null>;
  readonly retry: () => void;
}

/** Values of every run that matches, or of the runs that are named, for these columns. */
export function createPlotValues(
  scene: RunsScene,
  columns: Accessor<readonly ColumnId[]>,
  runs: Accessor<readonly RunKey[] | null> = () => null,
): PlotValues {
  const { api, version } = useQuery();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  const wanted = createMemo(
    () => [NAME_COLUMN, ...new Set(columns().filter((id) => id && id !== NAME_COLUMN))],
    undefined,
    {
      equals: (a, b) => a.length === b.length && a.every((id, i) => id === b[i]),
    },
  );
  const live = createPacedLive(MOVED_MS);
  /** The version of the facts and edits that the answer is of, and how far live runs had come. */
  let answered = '';
  const question = () => {
    // Values of named runs are the same in every table.
    const named = runs();
    const table = (named ? untrack(scene.table) : scene.table())?.table;
    attempt();
    const now = `${version()} ${live()}`;
    if (table === undefined || version() === 0) return undefined;
    const known = untrack(data);
    const isKnown = known && named === known.runs && wanted().every((id) => known.raw.has(id));
    if (isKnown && answered === now) return undefined;
    return { version: now, table, columns: wanted(), runs: named };
  };
  const data: Accessor<PlotData | undefined> = createNewestAnswer(question, async (asked) => {
    try {
      const values = await api.columnValues(asked.table, asked.columns, asked.runs);
      setFailure(null);
      answered = asked.version;
      return toPlotData(values);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  });
  return { data, failure, retry: () => setAttempt((count) => count + 1) };
}
