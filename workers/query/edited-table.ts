import type { ColumnId, WorkspaceEdits } from '../../src/rpc/query-api.ts';
import type { RunTable } from './run-table.ts';

const NAME_TAG = 'mlflow.runName';
export const NOTE_TAG = 'mlflow.note.content';
const NO_EDITS: WorkspaceEdits = { runs: new Map(), experimentNames: new Map() };

/** The run table as people have edited it: facts below, edits above. */
export class EditedTable {
  readonly facts: RunTable;
  readonly edits: WorkspaceEdits;

  constructor(facts: RunTable, edits: WorkspaceEdits = NO_EDITS) {
    this.facts = facts;
    this.edits = edits;
  }

  name(row: number): string {
    const key = this.facts.keys[row]!;
    return this.edits.runs.get(key)?.name || this.facts.names[row] || key.slice(0, 8);
  }

  deleted(row: number): boolean {
    return this.edits.runs.get(this.facts.keys[row]!)?.deleted ?? this.facts.deleted[row]!;
  }

  /** Milliseconds from start to end, null where either is missing or the clock went backwards. */
  durationMs(row: number): number | null {
    const durationMs = this.facts.ends[row]! - this.facts.starts[row]!;
    return durationMs >= 0 ? durationMs : null;
  }

  tag(row: number, key: string): string | null {
    if (this.isTagEdited(row, key)) return this.edits.runs.get(this.facts.keys[row]!)!.tags![key]!;
    return this.facts.tags.get(key)?.get(row) ?? null;
  }

  /** A tag as MLflow would have it: there the name and the note of a run are tags as well, and change with them. */
  anyTag(row: number, key: string): string | null {
    const edits = this.edits.runs.get(this.facts.keys[row]!);
    if (key === NAME_TAG && edits?.name) return edits.name;
    if (key === NOTE_TAG) return this.note(row);
    if (this.isTagEdited(row, key)) return this.tag(row, key);
    return this.facts.tags.get(key)?.get(row) ?? this.facts.systemTags.get(key)?.get(row) ?? null;
  }

  note(row: number): string | null {
    const edited = this.edits.runs.get(this.facts.keys[row]!)?.note;
    return edited ?? this.facts.systemTags.get(NOTE_TAG)?.get(row) ?? null;
  }

  experimentName(row: number): string {
    const key = this.facts.experiments[row]!;
    return this.edits.experimentNames.get(key) ?? this.facts.experimentRecords.get(key)?.name ?? '';
  }

  isTagEdited(row: number, key: string): boolean {
    const tags = this.edits.runs.get(this.facts.keys[row]!)?.tags;
    // A message from the page has the prototype of objects: a tag may be called `constructor`.
    return tags !== undefined && Object.hasOwn(tags, key);
  }

  /** A cell by its column: text or number as logged, null where there is none. */
  cell(row: number, column: ColumnId): string | number | null {
    const { facts } = this;
    switch (column) {
      case 'name':
        return this.name(row);
      case 'status':
        return facts.statuses[row]!;
      case 'started':
        return finite(facts.starts[row]!);
      case 'ended':
        return finite(facts.ends[row]!);
      case 'duration':
        return this.durationMs(row);
      case 'user':
        return facts.users[row] || null;
      case 'source':
        return facts.sources[row] || null;
      case 'version':
        return facts.versions[row] || null;
      case 'models':
        return facts.models[row] || null;
      case 'datasets':
        return facts.datasets[row] || null;
      case 'run':
        return facts.keys[row]!;
      case 'experiment':
        return facts.experiments[row]!;
      default:
        return this.loggedCell(row, column);
    }
  }

  private loggedCell(row: number, column: ColumnId): string | number | null {
    const dot = column.indexOf('.');
    const key = column.slice(dot + 1);
    switch (column.slice(0, dot)) {
      case 'metrics':
        return this.facts.metrics.get(key)?.get(row) ?? null;
      case 'params':
        return this.facts.params.get(key)?.get(row) ?? null;
      case 'tags':
        return this.tag(row, key);
      default:
        return null;
    }
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
