import type { MetricStat } from '../../src/domain/filter/fields.ts';
import { RUN_COLOURS, RUN_HUES } from '../../src/domain/run-colour.ts';
import {
  type ColumnIndex,
  makeKeyIndex,
  makeOwnTextIndex,
  makeTextIndex,
  NumberIndex,
  TextIndex,
} from './column-index.ts';
import type { TextColumn } from './columns.ts';
import type { MetricColumn } from './metric-column.ts';
import { RecentMap } from './recent-map.ts';
import type { RunTable } from './run-table.ts';
import { sortByNumbers } from './stable-sort.ts';
import { TextSearch } from './text-search.ts';

/** An index of a hundred thousand rows takes about a megabyte. */
export const MOST_INDEXES = 40;

/** Before the key of a metric: all its indexes. */
export const METRIC = 'metric ';
/** Not a column: by what runs are ordered in time. */
export const BEGIN = 'begin';
const STATS: readonly MetricStat[] = ['last', 'first', 'min', 'max', 'mean'];

/** What one would see of the facts alone, made when it is asked for; rows that are added later make it anew. */
export class FactIndexes {
  private readonly indexes = new RecentMap<string, ColumnIndex>(MOST_INDEXES);
  private count = 0;
  private newestFirst_: Uint32Array | null = null;
  private parentRows_: Int32Array | null = null;
  private colourPlaces_: Uint8Array | null = null;
  private nameSearch_: TextSearch | null = null;
  private keySearch_: TextSearch | null = null;

  constructor(private readonly facts: RunTable) {}

  metric(column: MetricColumn | undefined, key: string, stat: MetricStat): ColumnIndex {
    return this.get(`${stat} ${key}`, () => makeMetricIndex(column, stat, this.facts.count));
  }

  /** `what` keeps apart columns of params and tags. */
  text(column: TextColumn | undefined, what: string): TextIndex {
    return this.getTexts(what, () => makeColumnTexts(column, this.facts.count));
  }

  /** Numbers with a row each, NaN where there is none. */
  numbers(what: string, make: () => Float64Array): ColumnIndex {
    return this.get(what, () => {
      const values = make();
      const present = new Uint8Array(values.length);
      for (let row = 0; row < values.length; row++) present[row] = Number.isFinite(values[row]!) ? 1 : 0;
      return new NumberIndex(values, present);
    });
  }

  /** Texts with a row each, '' where there is none, that many rows share. */
  shared(what: string, makeTexts: () => readonly string[]): TextIndex {
    return this.getTexts(what, () => makeSharedTexts(makeTexts()));
  }

  /** Texts with a row each, most of them different. */
  own(what: string, textOf: (row: number) => string): TextIndex {
    return this.getTexts(what, () => {
      const texts: string[] = new Array(this.facts.count);
      for (let row = 0; row < texts.length; row++) texts[row] = textOf(row);
      return makeOwnTextIndex(texts);
    });
  }

  /** Does while runs are loaded what every table needs. */
  prepare(): void {
    void this.newestFirst;
    this.facts.pool.readNumbers();
  }

  /** All rows, newest first, then by run key: the order where no sort key decides. */
  get newestFirst(): Uint32Array {
    this.forgetOutdated();
    this.newestFirst_ ??= sortNewestFirst(this.facts);
    return this.newestFirst_;
  }

  /** By what runs are ordered in time; a run that nothing tells of has no place. */
  get begins(): ColumnIndex {
    return this.numbers(BEGIN, () => Float64Array.from(this.facts.begins));
  }

  /** Place of each run in the palette where no person chose one. */
  get colourPlaces(): Uint8Array {
    this.forgetOutdated();
    this.colourPlaces_ ??= countByExperiment(this.facts, this.newestFirst);
    return this.colourPlaces_;
  }

  /** Row of each run's parent, or -1; null where no run has one here. */
  get parentRows(): Int32Array | null {
    this.forgetOutdated();
    this.parentRows_ ??= findParents(this.facts);
    return this.parentRows_.length === 0 ? null : this.parentRows_;
  }

  /** 1 at every row whose key holds the word, or its logged name where it has not been renamed. */
  markNamed(lowerCaseWord: string, isRenamed: (row: number) => boolean): Uint8Array {
    this.forgetOutdated();
    const byName = this.nameSearch().mark(lowerCaseWord);
    const marks = this.keySearch().mark(lowerCaseWord);
    for (let row = 0; row < marks.length; row++) if (byName[row] === 1 && !isRenamed(row)) marks[row] = 1;
    return marks;
  }

  /** What the first search for a word and the first order by name would wait for, in steps that take a moment each. */
  idleSteps(): readonly (() => void)[] {
    return [
      () => this.facts.pool.prepareSearch(),
      () => void this.nameSearch(),
      () => void this.keySearch(),
      () => void this.names.ranks,
    ];
  }

  /** The names as they were logged, or the beginning of the key of a run that has none. */
  get names(): TextIndex {
    return this.own('name', (row) => this.nameOf(row));
  }

  private nameOf(row: number): string {
    return this.facts.names[row] || this.facts.keys[row]!.slice(0, 8);
  }

  private nameSearch(): TextSearch {
    this.forgetOutdated();
    this.nameSearch_ ??= new TextSearch(this.facts.names.map((_, row) => this.nameOf(row)));
    return this.nameSearch_;
  }

  private keySearch(): TextSearch {
    this.forgetOutdated();
    this.keySearch_ ??= new TextSearch(this.facts.keys);
    return this.keySearch_;
  }

  /** These columns have changed in rows that were there: by the names under which indexes are asked for. */
  forget(changed: ReadonlySet<string>): void {
    for (const what of changed) {
      if (what.startsWith(METRIC))
        for (const stat of STATS) this.indexes.delete(`${stat} ${what.slice(METRIC.length)}`);
      else this.indexes.delete(what);
    }
    if (changed.has(BEGIN)) this.newestFirst_ = null;
    if (changed.has(BEGIN) || changed.has('home')) this.colourPlaces_ = null;
    if (changed.has('parents')) this.parentRows_ = null;
    if (changed.has('name')) this.nameSearch_ = null;
  }

  private getTexts(what: string, make: () => TextIndex): TextIndex {
    const index = this.get(what, make);
    return index instanceof TextIndex ? index : make();
  }

  private get(what: string, make: () => ColumnIndex): ColumnIndex {
    this.forgetOutdated();
    return this.indexes.get(what, make);
  }

  private forgetOutdated(): void {
    if (this.count === this.facts.count) return;
    this.count = this.facts.count;
    this.indexes.clear();
    this.newestFirst_ = null;
    this.parentRows_ = null;
    this.colourPlaces_ = null;
    this.nameSearch_ = null;
    this.keySearch_ = null;
  }
}

/**
 * Runs of an experiment are counted from the oldest, so that a newer one leaves the others their colours; from a hue of
 * the experiment's own, so that several experiments with a run each are not drawn in one colour.
 */
function countByExperiment({ experiments }: RunTable, newestFirst: Uint32Array): Uint8Array {
  const places = new Uint8Array(newestFirst.length);
  const counts = new Map<string, number>();
  for (let at = newestFirst.length - 1; at >= 0; at--) {
    const row = newestFirst[at]!;
    const count = counts.get(experiments[row]!) ?? firstHue(experiments[row]!);
    places[row] = count % RUN_COLOURS;
    counts.set(experiments[row]!, count + 1);
  }
  return places;
}

/** Follows from the experiment alone: the same on every device. */
function firstHue(experiment: string): number {
  let hash = 0;
  for (let at = 0; at < experiment.length; at++) hash = (hash * 31 + experiment.charCodeAt(at)) >>> 0;
  return hash % RUN_HUES;
}

function makeMetricIndex(column: MetricColumn | undefined, stat: MetricStat, count: number): ColumnIndex {
  const numbers = column?.statNumbers(stat) ?? new Float64Array();
  if (numbers.length === count) return new NumberIndex(numbers, null);
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  const rows = column?.rowNumbers ?? new Uint32Array();
  for (let i = 0; i < rows.length; i++) {
    values[rows[i]!] = numbers[i]!;
    present[rows[i]!] = 1;
  }
  return new NumberIndex(values, present);
}

function makeColumnTexts(column: TextColumn | undefined, count: number): TextIndex {
  const local = new Int32Array(count).fill(-1);
  if (!column) return makeTextIndex(local, []);
  const { rowNumbers, numbers, pool } = column;
  const marks = pool.borrowMarks();
  const ids: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const id = numbers[i]!;
    if (marks[id] === 0) {
      ids.push(id);
      marks[id] = ids.length;
    }
    local[rowNumbers[i]!] = marks[id]! - 1;
  }
  for (const id of ids) marks[id] = 0;
  const texts: string[] = new Array(ids.length);
  const readAs = new Float64Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    texts[i] = pool.textOf(ids[i]!);
    readAs[i] = pool.numberOf(ids[i]!);
  }
  return makeTextIndex(local, texts, readAs);
}

function makeSharedTexts(texts: readonly string[]): TextIndex {
  const placeOf = new Map<string, number>([['', -1]]);
  const distinct: string[] = [];
  const local = new Int32Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row]!;
    let place = placeOf.get(text);
    if (place === undefined) {
      place = distinct.length;
      placeOf.set(text, place);
      distinct.push(text);
    }
    local[row] = place;
  }
  // What users or versions are called may be a number and means none.
  return makeKeyIndex(local, distinct, distinct);
}

function sortNewestFirst({ begins, keys }: RunTable): Uint32Array {
  // A run of which nothing tells when it began is as old as can be.
  const ages = new Float64Array(begins.length);
  for (let row = 0; row < ages.length; row++) ages[row] = -(begins[row]! || 0);
  return sortByNumbers(sortByKey(keys), ages);
}

const PACKED_LETTERS = 6;

/** Letter by letter. The first letters that differ between keys are compared as one number, the rest where they tie. */
function sortByKey(keys: readonly string[]): Uint32Array {
  const skipped = commonLength(keys);
  const packed = new Float64Array(keys.length);
  const rows = new Uint32Array(keys.length);
  for (let row = 0; row < rows.length; row++) {
    rows[row] = row;
    packed[row] = packLetters(keys[row]!, skipped);
  }
  const order = sortByNumbers(rows, packed);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && packed[order[from]!] === packed[order[to]!]) to += 1;
    if (to - from > 1) order.subarray(from, to).sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
    from = to;
  }
  return order;
}

function commonLength(keys: readonly string[]): number {
  const [first = ''] = keys;
  let length = first.length;
  for (const key of keys) {
    let same = 0;
    while (same < length && key.charCodeAt(same) === first.charCodeAt(same)) same += 1;
    length = same;
  }
  return length;
}

/** 48 bits. Letters beyond Latin 1 all count as the last one, and what follows them as none: told apart later. */
function packLetters(key: string, from: number): number {
  let packed = 0;
  let isPlain = true;
  for (let i = 0; i < PACKED_LETTERS; i++) {
    const code: number = isPlain && from + i < key.length ? Math.min(255, key.charCodeAt(from + i)) : 0;
    isPlain &&= code < 255;
    packed = packed * 256 + code;
  }
  return packed;
}

/** Empty where no run has a parent here. */
function findParents(facts: RunTable): Int32Array {
  let rows: Int32Array | null = null;
  for (const [row, parent] of facts.parents.entries()) {
    const at = parent === null ? undefined : facts.rowOf(parent);
    if (at === undefined) continue;
    rows ??= new Int32Array(facts.count).fill(-1);
    rows[row] = at;
  }
  return rows ?? new Int32Array();
}
