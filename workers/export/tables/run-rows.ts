import type { ColumnInfo } from '../../../src/rpc/query-api.ts';
import { type EditedTable, NAME_TAG } from '../../query/edited-table.ts';
import { type Cell, type FileColumn, makeFileColumns } from '../../query/table-files/file-columns.ts';
import { type Batch, BatchBuilder, column, type OutColumn, type OutTable } from './out-table.ts';
import { toTime } from './point-rows.ts';
import type { TableSource } from './table-source.ts';

/** A column of the table of runs, with the cell of a row. */
export interface RunColumn extends OutColumn {
  readonly cell: (row: number) => Cell;
}

const ABOUT: Readonly<Record<string, string>> = {
  run_id: "the producer's own id, or one that follows from the source",
  run_name: 'as it is called in Cairn',
  status: 'FINISHED, FAILED, KILLED, RUNNING or SCHEDULED; empty where the source does not say',
  lifecycle_stage: 'active or deleted',
};
const FAMILIES: Readonly<Record<string, string>> = {
  metrics: 'the last value; NaN and the infinities were logged',
  params: 'as logged',
  tags: 'as they are in Cairn',
};

/** As `search_runs` of MLflow has them, with people's edits: attributes, last metrics, params, all tags. */
export function runColumns(source: TableSource, infos: readonly ColumnInfo[]): readonly RunColumn[] {
  const { table } = source.workspace;
  const known = makeFileColumns({ table, infos }, null).map(toRunColumn);
  const others = [
    text('lifecycle_stage', (row) => (table.deleted(row) ? 'deleted' : 'active')),
    text('artifact_uri', (row) => table.facts.artifactUri(row) || null),
    text('imported_from', table.reader('origin')),
    text('models', table.reader('models')),
    text('datasets', table.reader('datasets')),
    text('tags.mlflow.parentRunId', table.reader('parent')),
    ...systemTags(table),
  ];
  const columns = new Map(known.map((column) => [column.name, column]));
  for (const column of others) {
    const { name, cell } = column;
    const before = columns.get(name);
    // A tag that somebody set by hand on one run is all that is known of it by then.
    if (before) columns.set(name, { ...before, cell: (row) => before.cell(row) ?? cell(row) });
    else if (source.rows.some((row) => cell(row) !== null)) columns.set(name, column);
  }
  const isAttribute = ({ name }: RunColumn) => familyOf(name) === null;
  const all = [...columns.values()];
  return [...all.filter(isAttribute), ...all.filter((one) => !isAttribute(one))].map((one) => ({
    ...one,
    about: ABOUT[one.name] ?? FAMILIES[familyOf(one.name)?.family ?? ''] ?? '',
  }));
}

/** The family and the key of a column such as `params.lr`; null for an attribute. */
export function familyOf(
  name: string,
): { readonly family: 'metrics' | 'params' | 'tags'; readonly key: string } | null {
  const dot = name.indexOf('.');
  const family = name.slice(0, Math.max(0, dot));
  if (family !== 'metrics' && family !== 'params' && family !== 'tags') return null;
  return { family, key: name.slice(dot + 1) };
}

export function runRows(source: TableSource, columns: readonly RunColumn[]): OutTable {
  return {
    name: 'runs',
    about: 'a row for each run',
    columns,
    async *batches(): AsyncGenerator<Batch> {
      const builder = new BatchBuilder(columns);
      const texts = columns.filter(({ type }) => type === 'text');
      const numbers = columns.filter(({ type }) => type !== 'text');
      source.runCount = 0;
      for (const row of source.rows) {
        builder.add();
        for (const [place, { cell }] of texts.entries()) {
          const value = cell(row);
          if (value !== null) builder.setText(place, String(value));
        }
        for (const [place, { cell, type }] of numbers.entries()) {
          const value = cell(row);
          const number = type === 'time' && value !== null ? toTime(Number(value)) : Number(value);
          if (value !== null && !(type === 'time' && Number.isNaN(number))) builder.setNumber(place, number);
        }
        source.runCount += 1;
        if (builder.isFull) yield builder.take()!;
      }
      const rest = builder.take();
      if (rest) yield rest;
    },
  };
}

function toRunColumn({ name, kind, cell }: FileColumn): RunColumn {
  return { ...column(name, kind), cell };
}

function text(name: string, cell: (row: number) => Cell): RunColumn {
  return { ...column(name, 'text'), cell };
}

/** Tags of producers, which the screens show elsewhere or not at all. */
function systemTags(table: EditedTable): readonly RunColumn[] {
  return [...new Set([...table.facts.systemTags.keys(), 'mlflow.note.content'])]
    .filter((key) => key !== NAME_TAG)
    .sort()
    .map((key) => text(`tags.${key}`, (row) => table.anyTag(row, key) || null));
}
