import type { ExperimentKey } from '../../src/domain/ids.ts';
import { toExperimentKey } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { ExperimentSummary } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';
import { isNameOnly } from './newest-records.ts';

type Records = ReadonlyMap<ExperimentKey, ExperimentRecord>;

interface Counts {
  active: number;
  deleted: number;
  archived: number;
  lastMs: number | null;
}

/**
 * Imported experiments and those that people made, with the runs that each of them lists: its own, those that were
 * moved there, those that it lists as well. A run counts once: as deleted, or else as archived, or else as active.
 */
export function listExperiments(table: EditedTable, imported: Records): readonly ExperimentSummary[] {
  const { counts, homes } = countRuns(table);
  const made = [...table.edits.experiments].filter(([key, edits]) => edits.made && !imported.has(key));
  // Where its runs have turned out to belong elsewhere, it is nothing to show. Where people moved them, it is.
  const shown = [...imported.values()].filter((record) => {
    const { key } = record;
    return !isNameOnly(record) || homes.has(key) || counts.has(key) || table.edits.experiments.has(key);
  });
  return [...shown.map(({ key }) => key), ...made.map(([key]) => key)].flatMap((key) => {
    const record = experimentRecord(table, imported, key);
    const count = counts.get(key);
    return record === null
      ? []
      : [
          {
            record,
            activeRuns: count?.active ?? 0,
            deletedRuns: count?.deleted ?? 0,
            archivedRuns: count?.archived ?? 0,
            lastRunMs: count?.lastMs ?? null,
          },
        ];
  });
}

/** An experiment under its edited name; null where neither a source nor a person has made it. */
export function experimentRecord(
  { edits }: EditedTable,
  imported: Records,
  key: ExperimentKey,
): ExperimentRecord | null {
  const record = imported.get(key);
  const edited = edits.experiments.get(key);
  const deleted = edited?.deleted ?? record?.lifecycle === 'deleted';
  const lifecycle = deleted ? 'deleted' : 'active';
  if (record) return edited ? { ...record, name: edited.name ?? record.name, lifecycle } : record;
  if (!edited?.made) return null;
  return {
    kind: 'experiment',
    key,
    id: key,
    name: edited.name ?? '',
    lifecycle,
    createdMs: null,
    updatedMs: null,
    artifactLocation: '',
    tags: [],
  };
}

/** `homes`: those that runs were imported into. */
function countRuns(table: EditedTable): {
  readonly counts: ReadonlyMap<ExperimentKey, Counts>;
  readonly homes: ReadonlySet<ExperimentKey>;
} {
  const { facts, editedRows, flags } = table;
  const counts = new Map<ExperimentKey, Counts>();
  const countsOf = (key: ExperimentKey): Counts => {
    let count = counts.get(key);
    if (!count) {
      count = { active: 0, deleted: 0, archived: 0, lastMs: null };
      counts.set(key, count);
    }
    return count;
  };
  const add = (row: number, count: Counts): void => {
    if (flags.deleted[row] === 1) count.deleted += 1;
    else if (flags.archived[row] === 1) count.archived += 1;
    else count.active += 1;
    const startMs = facts.starts[row]!;
    if (startMs > (count.lastMs ?? Number.NEGATIVE_INFINITY)) count.lastMs = startMs;
  };
  const { places, texts } = facts.indexes.shared('home', () => facts.experiments);
  const byPlace = texts.map((): Counts | null => null);
  const isHome = new Uint8Array(texts.length);
  for (let row = 0; row < facts.count; row++) {
    isHome[places[row]!] = 1;
    if (editedRows.has(row)) {
      for (const key of table.memberships(row)) add(row, countsOf(key));
    } else {
      const place = places[row]!;
      byPlace[place] ??= countsOf(toExperimentKey(texts[place]!));
      add(row, byPlace[place]);
    }
  }
  return { counts, homes: new Set(texts.filter((_, place) => isHome[place] === 1).map(toExperimentKey)) };
}
