import { parseDatasetFacts } from '../../src/domain/dataset-facts.ts';
import { recordedRows } from '../../src/domain/dataset-verdict.ts';
import type { DatasetKey, Hash } from '../../src/domain/ids.ts';
import type { DatasetRecord } from '../../src/domain/records.ts';
import type { DatasetDetail, DatasetSummary, DatasetUser } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';
import type { FactReader } from './fact-reader.ts';

/** Runs of one dataset that are listed; the table of runs shows all of them. */
const MOST_USERS = 500;

/** What the runs that are not deleted use, by name and digest. */
interface Use {
  runs: number;
  lastUsedMs: number | null;
}

/** Every recorded dataset by name, the newest version of each first. */
export function listDatasets(table: EditedTable, facts: FactReader): readonly DatasetSummary[] {
  const uses = countUses(table);
  const summaries = [...facts.datasets.values()].map((record): DatasetSummary => {
    const { sourceText, columns, profile } = parseDatasetFacts(record);
    const use = uses.get(useKey(record.name, record.digest));
    const { key, name, digest, sourceType } = record;
    const usage = { runs: use?.runs ?? 0, lastUsedMs: use?.lastUsedMs ?? null };
    const source = { sourceType, sourceText: sourceText.slice(0, 1000) };
    return { key, name, digest, ...source, rows: recordedRows(profile), columns: columns.length, ...usage };
  });
  const late = ({ lastUsedMs }: DatasetSummary) => lastUsedMs ?? Number.NEGATIVE_INFINITY;
  return summaries.sort(
    (a, b) =>
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
      compare(late(b), late(a)) ||
      (a.digest < b.digest ? -1 : 1),
  );
}

/** One dataset with the runs that use it and the fingerprints of files that people said are it. */
export function loadDataset(key: DatasetKey, table: EditedTable, facts: FactReader): DatasetDetail | null {
  const record = facts.datasets.get(key);
  if (!record) return null;
  const rows = usersOf(table, record);
  const start = (row: number) => table.facts.starts[row] || Number.NEGATIVE_INFINITY;
  rows.sort((a, b) => compare(start(b), start(a)) || a - b);
  const attached = table.edits.fingerprints.get(key) ?? [];
  return {
    record,
    runCount: rows.length,
    runs: rows.slice(0, MOST_USERS).map((row) => toUser(table, record, row)),
    fingerprints: findFingerprints(facts, attached),
  };
}

/** Those that are there; others may still be on their way from another browser. */
function findFingerprints(facts: FactReader, keys: readonly Hash[]): DatasetDetail['fingerprints'] {
  return keys.flatMap((key) => facts.fingerprints.get(key) ?? []);
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

const useKey = (name: string, digest: string): string => `${digest}\n${name}`;

function countUses(table: EditedTable): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const [row, used] of table.facts.datasetUses.entries()) {
    if (used.length === 0 || table.deleted(row)) continue;
    const startMs = table.facts.starts[row]!;
    for (const key of new Set(used.map(({ name, digest }) => useKey(name, digest)))) {
      const use = uses.get(key) ?? { runs: 0, lastUsedMs: null };
      uses.set(key, use);
      use.runs += 1;
      if (startMs > (use.lastUsedMs ?? Number.NEGATIVE_INFINITY)) use.lastUsedMs = startMs;
    }
  }
  return uses;
}

function usersOf(table: EditedTable, { name, digest }: DatasetRecord): number[] {
  const rows: number[] = [];
  for (const [row, used] of table.facts.datasetUses.entries()) {
    if (used.some((use) => use.name === name && use.digest === digest) && !table.deleted(row)) rows.push(row);
  }
  return rows;
}

function toUser(table: EditedTable, { name, digest }: DatasetRecord, row: number): DatasetUser {
  const { keys, statuses, starts, datasetUses } = table.facts;
  const contexts = datasetUses[row]!.filter((use) => use.name === name && use.digest === digest).map(
    ({ context }) => context,
  );
  const startMs = starts[row]!;
  return {
    run: keys[row]!,
    name: table.name(row),
    status: statuses[row]!,
    experiment: table.experiment(row),
    experimentName: table.experimentName(table.experiment(row)),
    startMs: Number.isNaN(startMs) ? null : startMs,
    contexts: [...new Set(contexts)].filter((context) => context !== ''),
  };
}
