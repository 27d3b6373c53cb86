import type { EditedTable } from './edited-table.ts';

export type Cell = string | number | null;

/** Reads an attribute of runs: times and durations in milliseconds, all else as text. Unknown ones are empty. */
export function attributeReader(table: EditedTable, id: string): (row: number) => Cell {
  const { facts } = table;
  switch (id) {
    case 'name':
      return (row) => table.name(row);
    case 'status':
      return (row) => facts.statuses[row]!;
    case 'started':
      return (row) => finite(facts.starts[row]!);
    case 'ended':
      return (row) => finite(facts.ends[row]!);
    case 'duration':
      return (row) => table.durationMs(row);
    case 'user':
      return (row) => facts.users[row] || null;
    case 'source':
      return (row) => facts.sources[row] || null;
    case 'version':
      return (row) => facts.versions[row] || null;
    case 'origin':
      return (row) => facts.origins[row] || null;
    case 'models':
      return (row) => table.models(row) || null;
    case 'datasets':
      return (row) => facts.datasets[row] || null;
    case 'run':
      return (row) => facts.keys[row]!;
    case 'experiment':
      return (row) => table.experiment(row);
    case 'parent':
      return (row) => facts.parents[row] ?? null;
    case 'note':
      return (row) => table.note(row) || null;
    case 'starred':
      return (row) => String(table.starred(row));
    case 'archived':
      return (row) => String(table.archived(row));
    default:
      return () => null;
  }
}

export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
