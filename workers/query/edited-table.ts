import { type ColumnRef, parseColumnId } from '../../src/domain/column-id.ts';
import { NO_EDITS, type RunEdits } from '../../src/domain/edits.ts';
import type { MetricStat } from '../../src/domain/filter/fields.ts';
import type { ExperimentKey } from '../../src/domain/ids.ts';
import { livenessOf } from '../../src/domain/live/stalled.ts';
import { type MetricDirection, metricDirection } from '../../src/domain/metric-direction.ts';
import type { ColumnId, TableRow, WorkspaceEdits } from '../../src/rpc/query-api.ts';
import { type AtBestValues, NO_AT_BEST } from './at-best-values.ts';
import { attributeReader, type Cell } from './attribute-cells.ts';
import { attributeIndex } from './attribute-index.ts';
import { type ColumnIndex, NumberIndex, type TextIndex } from './column-index.ts';
import { deletedRows } from './deleted-rows.ts';
import { MOST_INDEXES } from './fact-indexes.ts';
import { RecentMap } from './recent-map.ts';
import type { RunTable } from './run-table.ts';

export const NAME_TAG = 'mlflow.runName';
export const NOTE_TAG = 'mlflow.note.content';

const NO_TEXTS: ReadonlyMap<number, string> = new Map();

/** The run table as people have edited it: facts below, edits above. */
export class EditedTable {
  readonly facts: RunTable;
  readonly edits: WorkspaceEdits;
  /** Values of one metric where another was best, as far as they were loaded. */
  readonly atBest: AtBestValues;
  /** What the Models column says where people changed the registry, by row. */
  readonly modelTexts: ReadonlyMap<number, string>;
  private edited_: ReadonlyMap<number, RunEdits> | null = null;
  private flags_: RowFlags | null = null;
  private readonly indexes = new RecentMap<ColumnId, ColumnIndex>(MOST_INDEXES);

  constructor(
    facts: RunTable,
    edits: WorkspaceEdits = NO_EDITS,
    atBest: AtBestValues = NO_AT_BEST,
    modelTexts: ReadonlyMap<number, string> = NO_TEXTS,
  ) {
    this.facts = facts;
    this.modelTexts = modelTexts;
    this.edits = edits;
    this.atBest = atBest;
  }

  /** Edits of runs that are here, by row. */
  get editedRows(): ReadonlyMap<number, RunEdits> {
    this.edited_ ??= findRows(this.facts, this.edits);
    return this.edited_;
  }

  /** By row, 1 where it is so. */
  get flags(): RowFlags {
    // The table of facts grows while others' runs come in.
    if (this.flags_?.deleted.length !== this.facts.count) {
      this.edited_ = findRows(this.facts, this.edits);
      this.flags_ = makeFlags(this, this.edited_);
      this.indexes.clear();
    }
    return this.flags_;
  }

  name(row: number): string {
    return this.editsOf(row)?.name || this.loggedName(row);
  }

  /** What the run is called where nobody has renamed it. */
  loggedName(row: number): string {
    return this.facts.names[row] || this.facts.keys[row]!.slice(0, 8);
  }

  deleted(row: number): boolean {
    return this.flags.deleted[row] === 1;
  }

  archived(row: number): boolean {
    return this.editsOf(row)?.archived ?? false;
  }

  starred(row: number): boolean {
    return this.editsOf(row)?.starred ?? false;
  }

  /** Place in the palette of runs: chosen by a person, or by the time it began. */
  colour(row: number): number {
    return this.editsOf(row)?.colour ?? this.facts.indexes.colourPlaces[row]!;
  }

  /** Milliseconds from start to end, null where either is missing or the clock went backwards. */
  durationMs(row: number): number | null {
    const durationMs = this.facts.ends[row]! - this.facts.starts[row]!;
    return durationMs >= 0 ? durationMs : null;
  }

  /** How it stands with the run now, and when it was last heard of. */
  life(row: number, nowMs: number = Date.now()): Pick<TableRow, 'liveness' | 'lastSignMs'> {
    const { facts } = this;
    const lastSignMs = facts.lastSignMs(row, nowMs);
    const liveness = livenessOf(
      {
        status: facts.statuses[row]!,
        isWatched: facts.watched.has(row),
        lastSignMs,
        gapMs: facts.signGaps[row]!,
      },
      nowMs,
    );
    return { liveness, lastSignMs: Number.isNaN(lastSignMs) ? null : lastSignMs };
  }

  tag(row: number, key: string): string | null {
    const tags = this.editsOf(row)?.tags;
    if (tags && Object.hasOwn(tags, key)) return tags[key]!;
    return this.facts.tags.get(key)?.get(row) ?? null;
  }

  /** A tag as MLflow would have it: there the name and the note of a run are tags as well, and change with them. */
  anyTag(row: number, key: string): string | null {
    const name = key === NAME_TAG ? this.editsOf(row)?.name : undefined;
    if (name) return name;
    if (key === NOTE_TAG) return this.note(row);
    if (this.isTagEdited(row, key)) return this.tag(row, key);
    return this.facts.tags.get(key)?.get(row) ?? this.facts.systemTags.get(key)?.get(row) ?? null;
  }

  /** Registered versions and logged models of a run; '' for none. */
  models(row: number): string {
    return this.modelTexts.get(row) ?? this.facts.models[row]!;
  }

  note(row: number): string | null {
    return this.editsOf(row)?.note ?? this.facts.systemTags.get(NOTE_TAG)?.get(row) ?? null;
  }

  /** The experiment the run was moved to, or else imported into. */
  experiment(row: number): ExperimentKey {
    return this.editsOf(row)?.home ?? this.facts.experiments[row]!;
  }

  /** Its experiment, and after it those that list the run as well. */
  memberships(row: number): readonly ExperimentKey[] {
    const home = this.experiment(row);
    const others = this.editsOf(row)?.alsoIn ?? [];
    return others.length === 0 ? [home] : [...new Set([home, ...others])];
  }

  experimentName(key: ExperimentKey): string {
    return this.edits.experiments.get(key)?.name ?? this.facts.experimentRecords.get(key)?.name ?? '';
  }

  isTagEdited(row: number, key: string): boolean {
    const tags = this.editsOf(row)?.tags;
    // A message from the page has the prototype of objects: a tag may be called `constructor`.
    return tags !== undefined && Object.hasOwn(tags, key);
  }

  /** Which end of a metric is the good one: as a person says, or else its name; null where neither does. */
  direction(metric: string): MetricDirection | null {
    return this.edits.directions.get(metric) ?? metricDirection(metric);
  }

  /** What a column of a metric shows; null for the best of one that has no good end. */
  statOf({ key, stat }: Extract<ColumnRef, { readonly kind: 'metric' }>): MetricStat | null {
    if (stat !== 'best') return stat;
    const direction = this.direction(key);
    return direction && (direction === 'lower' ? 'min' : 'max');
  }

  /** A cell by its column: text or number as logged, null where there is none. */
  cell(row: number, column: ColumnId): Cell {
    return this.reader(column)(row);
  }

  /** Reads the cells of a column: for many rows cheaper than `cell`. */
  reader(column: ColumnId): (row: number) => Cell {
    const ref = parseColumnId(column);
    const { facts } = this;
    switch (ref.kind) {
      case 'attribute':
        return attributeReader(this, ref.id);
      case 'metric': {
        const stat = this.statOf(ref);
        const values = facts.metrics.get(ref.key);
        return (row) => (stat && values?.stat(row, stat)) ?? null;
      }
      case 'metric-at': {
        const values = this.atBest.of(ref, this.direction(ref.bestOf));
        return (row) => values(facts.keys[row]!, facts.packs[row]!) ?? null;
      }
      case 'param': {
        const texts = facts.params.get(ref.key);
        return (row) => texts?.get(row) ?? null;
      }
      case 'tag':
        return (row) => this.tag(row, ref.key);
    }
  }

  /** The whole column, ready to be sorted and summed up. */
  index(column: ColumnId): ColumnIndex {
    const ref = parseColumnId(column);
    // More of it may have been loaded since.
    if (ref.kind === 'metric-at') return this.atBestIndex(column);
    // Forgets what is outdated.
    void this.flags;
    return this.indexes.get(column, () => this.makeIndex(ref));
  }

  private makeIndex(ref: Exclude<ColumnRef, { readonly kind: 'metric-at' }>): ColumnIndex {
    const { facts } = this;
    switch (ref.kind) {
      case 'attribute':
        return attributeIndex(this, ref.id);
      case 'metric': {
        const stat = this.statOf(ref);
        return stat
          ? facts.indexes.metric(facts.metrics.get(ref.key), ref.key, stat)
          : facts.indexes.metric(undefined, '', 'last');
      }
      case 'param':
        return facts.indexes.text(facts.params.get(ref.key), `params.${ref.key}`);
      case 'tag':
        return this.tagIndex(ref.key);
    }
  }

  private tagIndex(key: string): TextIndex {
    const logged = this.facts.indexes.text(this.facts.tags.get(key), `tags.${key}`);
    const edits = new Map<number, string | null>();
    for (const [row, { tags }] of this.editedRows)
      if (tags && Object.hasOwn(tags, key)) edits.set(row, tags[key]!);
    return logged.withEdits(edits);
  }

  private atBestIndex(column: ColumnId): NumberIndex {
    const read = this.reader(column);
    const values = new Float64Array(this.facts.count);
    const present = new Uint8Array(this.facts.count);
    for (let row = 0; row < values.length; row++) {
      const value = read(row);
      if (typeof value !== 'number') continue;
      values[row] = value;
      present[row] = 1;
    }
    return new NumberIndex(values, present);
  }

  private editsOf(row: number): RunEdits | undefined {
    return this.edits.runs.size === 0 ? undefined : this.edits.runs.get(this.facts.keys[row]!);
  }
}

export interface RowFlags {
  readonly deleted: Uint8Array;
  readonly archived: Uint8Array;
  readonly starred: Uint8Array;
}

function findRows(facts: RunTable, { runs }: WorkspaceEdits): ReadonlyMap<number, RunEdits> {
  const rows = new Map<number, RunEdits>();
  for (const [run, edits] of runs) {
    const row = facts.rowOf(run);
    if (row !== undefined) rows.set(row, edits);
  }
  return rows;
}

function makeFlags(table: EditedTable, edited: ReadonlyMap<number, RunEdits>): RowFlags {
  const { count } = table.facts;
  const deleted = deletedRows(table, edited.keys());
  const archived = new Uint8Array(count);
  const starred = new Uint8Array(count);
  for (const [row, edits] of edited) {
    if (edits.deleted !== undefined) deleted[row] = Number(edits.deleted);
    archived[row] = Number(edits.archived ?? false);
    starred[row] = Number(edits.starred ?? false);
  }
  return { deleted, archived, starred };
}
