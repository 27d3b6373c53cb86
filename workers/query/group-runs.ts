import type { Aggregate } from '../../src/domain/view-state.ts';
import type { ColumnId, GroupKey, SortKey } from '../../src/rpc/query-api.ts';
import type { ColumnIndex } from './column-index.ts';
import type { EditedTable } from './edited-table.ts';
import { CellMaker, isNumericAmong } from './group-cells.ts';
import { sortIndex } from './sort-runs.ts';
import { NAN_RANK } from './stable-sort.ts';

/** Further levels than anybody can read. */
export const MOST_LEVELS = 8;

export interface GroupNode {
  /** Place in the list of nodes, or -1 for an outermost group. */
  readonly parent: number;
  /** 0 for an outermost group. */
  readonly depth: number;
  readonly value: string | null;
  /** Its runs are these of all grouped runs. */
  from: number;
  to: number;
}

export interface GroupedRuns {
  readonly by: readonly ColumnId[];
  /** In the order of the table, each before what is in it. */
  readonly nodes: readonly GroupNode[];
  /** Runs in the order of the table: by group, within a group as they were sorted. */
  readonly rows: Uint32Array;
}

/** How a column divides runs: equal places are one group, places ascend with the values. -1 is no value. */
interface Level {
  readonly places: Int32Array;
  readonly valueOf: (place: number) => string;
  /** All places are below. */
  readonly size: number;
}

/** A group while the order is still to be found. */
interface Draft {
  readonly parent: Draft | null;
  readonly depth: number;
  readonly place: number;
  readonly value: string | null;
  readonly parts: Draft[];
  /** Runs of an innermost group. */
  count: number;
  from: number;
  to: number;
  /** What it is sorted by. */
  weight: number | null;
}

/** Groups the runs, which stand in their order, by the columns, the outermost first. */
export function groupRuns(
  table: EditedTable,
  rows: Uint32Array,
  by: readonly ColumnId[],
  sort: SortKey | undefined,
  aggregate: Aggregate,
): GroupedRuns {
  const levels = by.map((column) => toLevel(table.index(column)));
  const { top, innermost, draftOf } = draftGroups(levels, rows);
  for (const parts of [top, ...allParts(top)]) parts.sort(byValue);
  let grouped = arrange(rows, top, innermost, draftOf);
  if (sort) {
    const maker = new CellMaker();
    const index = sortIndex(table, sort.column);
    const isNumeric = isNumericAmong(index, rows);
    const weigh = (draft: Draft): void => {
      draft.weight = maker.aggregate(index, grouped.subarray(draft.from, draft.to), isNumeric, aggregate);
      draft.parts.forEach(weigh);
    };
    top.forEach(weigh);
    for (const parts of [top, ...allParts(top)]) parts.sort((a, b) => compareWeights(a, b, sort.descending));
    grouped = arrange(rows, top, innermost, draftOf);
  }
  return { by, nodes: toNodes(top), rows: grouped };
}

function toLevel(index: ColumnIndex): Level {
  if (index.kind === 'texts')
    return { places: index.places, valueOf: (place) => index.texts[place]!, size: index.texts.length };
  const { byRow, size } = index.ranks;
  const values: string[] = [];
  const places = new Int32Array(byRow.length).fill(-1);
  for (let row = 0; row < byRow.length; row++) {
    if (!index.has(row)) continue;
    const place = byRow[row] === NAN_RANK ? size : byRow[row]!;
    places[row] = place;
    // Plus zero: minus zero is the same group.
    values[place] ??= String(index.values[row]! + 0);
  }
  return { places, valueOf: (place) => values[place]!, size: size + 1 };
}

function draftGroups(levels: readonly Level[], rows: Uint32Array) {
  const top: Draft[] = [];
  let drafts: (Draft | null)[] = [null];
  let draftOf = new Uint32Array(rows.length);
  for (const [depth, level] of levels.entries()) {
    const next: Draft[] = [];
    const nextOf = new Uint32Array(rows.length);
    const findNext = makeNumbering(drafts.length * (level.size + 1));
    for (let i = 0; i < rows.length; i++) {
      const parentAt = draftOf[i]!;
      const place = level.places[rows[i]!]!;
      const at = findNext(parentAt * (level.size + 1) + place + 1);
      if (at === next.length) {
        const parent = drafts[parentAt]!;
        const value = place < 0 ? null : level.valueOf(place);
        const draft = { parent, depth, place, value, parts: [], count: 0, from: 0, to: 0, weight: null };
        next.push(draft);
        (parent?.parts ?? top).push(draft);
      }
      nextOf[i] = at;
    }
    drafts = next;
    draftOf = nextOf;
  }
  const innermost = drafts.filter((draft) => draft !== null);
  for (let i = 0; i < draftOf.length; i++) innermost[draftOf[i]!]!.count += 1;
  return { top, innermost, draftOf };
}

const MOST_DIRECT = 1 << 22;

/** Numbers what it is asked for from 0 on, in the order of asking. */
function makeNumbering(size: number): (key: number) => number {
  let count = 0;
  if (size <= MOST_DIRECT) {
    const known = new Int32Array(size);
    return (key) => {
      if (known[key] === 0) known[key] = ++count;
      return known[key]! - 1;
    };
  }
  const known = new Map<number, number>();
  return (key) => {
    let at = known.get(key);
    if (at === undefined) {
      at = count++;
      known.set(key, at);
    }
    return at;
  };
}

function* allParts(drafts: readonly Draft[]): Iterable<Draft[]> {
  for (const draft of drafts) {
    if (draft.parts.length === 0) continue;
    yield draft.parts;
    yield* allParts(draft.parts);
  }
}

/** Runs without a value are last. */
function byValue(a: Draft, b: Draft): number {
  if (a.place < 0 || b.place < 0) return b.place - a.place;
  return a.place - b.place;
}

/** As runs are sorted: values, then NaN, then missing, whichever the direction. */
function compareWeights(a: Draft, b: Draft, descending: boolean): number {
  if (a.weight === null || b.weight === null) return Number(a.weight === null) - Number(b.weight === null);
  const isNan = Number.isNaN(a.weight);
  if (isNan || Number.isNaN(b.weight)) return Number(isNan) - Number(Number.isNaN(b.weight));
  const order = a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0;
  return descending ? -order : order;
}

/** Gives every group its stretch, in the order of the drafts, and puts the runs there. */
function arrange(
  rows: Uint32Array,
  top: readonly Draft[],
  innermost: readonly Draft[],
  draftOf: Uint32Array,
): Uint32Array {
  let at = 0;
  const place = (draft: Draft): void => {
    draft.from = at;
    if (draft.parts.length === 0) at += draft.count;
    else draft.parts.forEach(place);
    draft.to = at;
  };
  top.forEach(place);
  const next = Uint32Array.from(innermost, (draft) => draft.from);
  const grouped = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const draft = draftOf[i]!;
    grouped[next[draft]!] = rows[i]!;
    next[draft]! += 1;
  }
  return grouped;
}

function toNodes(top: readonly Draft[]): readonly GroupNode[] {
  const nodes: GroupNode[] = [];
  const add = ({ depth, value, from, to, parts }: Draft, parent: number): void => {
    const at = nodes.length;
    nodes.push({ parent, depth, value, from, to });
    for (const part of parts) add(part, at);
  };
  for (const draft of top) add(draft, -1);
  return nodes;
}

export function groupPath({ by, nodes }: GroupedRuns, at: number): readonly GroupKey[] {
  const path: GroupKey[] = [];
  for (let node = nodes[at]; node; node = nodes[node.parent])
    path.unshift({ column: by[node.depth]!, value: node.value });
  return path;
}

export function groupId(path: readonly GroupKey[]): string {
  return JSON.stringify(path.map(({ column, value }) => [column, value]));
}
