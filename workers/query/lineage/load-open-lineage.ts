import type { RunKey } from '../../../src/domain/ids.ts';
import type { LineageFocus } from '../../../src/domain/lineage/lineage-graph.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import type { LineageFile } from '../../../src/rpc/query-api.ts';
import { experimentRecord } from '../experiment-list.ts';
import { byStart } from './fold-runs.ts';
import type { LineageParts } from './lineage-reader.ts';
import type { LineageSource } from './lineage-source.ts';
import { toRunEvent } from './open-lineage.ts';
import { walkLineage } from './walk.ts';

/** Events of one file: their records are read whole. */
const MOST_EVENTS = 5_000;

/** Every run of a lineage, folded in the picture or not, in order of their start. */
export async function loadOpenLineage(
  focus: LineageFocus,
  depth: number,
  source: LineageSource,
  { facts, table }: LineageParts,
): Promise<LineageFile | null> {
  const walk = walkLineage(focus, depth, source);
  if (!walk) return null;
  const all = [...walk.things.values()]
    .flatMap(({ thing }) => (thing.kind === 'run' ? (source.run(thing.run) ?? []) : []))
    .sort(byStart);
  const runs = all.slice(0, MOST_EVENTS);
  const parents = runs.flatMap(({ parent }) => parent ?? []);
  const records = await facts.runsAmong(new Set<RunKey>([...runs.map(({ key }) => key), ...parents]));
  const about = {
    source,
    record: (run: RunKey) => records.get(run) ?? null,
    experiment: (run: StoredRun) =>
      experimentRecord(table, facts.experiments, table.edits.runs.get(run.key)?.home ?? run.experiment),
    nowMs: Date.now(),
  };
  const parts: string[] = [];
  for (const { key } of runs) {
    const record = records.get(key);
    if (record) parts.push(JSON.stringify(toRunEvent(record, about), null, 2));
  }
  const blob = new Blob([`[\n${parts.join(',\n')}\n]\n`], { type: 'application/json' });
  return { blob, runs: parts.length, leftOut: all.length - runs.length };
}
