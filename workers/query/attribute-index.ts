import type { RunEdits } from '../../src/domain/edits.ts';
import { type ColumnIndex, makeKeyIndex, makeTextIndex, TextIndex } from './column-index.ts';
import { type EditedTable, NOTE_TAG } from './edited-table.ts';

/** An attribute of all runs as people have edited it. What nobody can edit is made once for all edits. */
export function attributeIndex(table: EditedTable, id: string): ColumnIndex {
  const { facts } = table;
  const { indexes } = facts;
  switch (id) {
    case 'name':
      return indexes.names.withEdits(editsOf(table, nameEdit));
    case 'note':
      return indexes.shared(id, () => loggedNotes(table)).withEdits(editsOf(table, noteEdit));
    case 'status':
      return indexes.shared(id, () => facts.statuses);
    case 'started':
      return indexes.numbers(id, () => Float64Array.from(facts.starts));
    case 'ended':
      return indexes.numbers(id, () => Float64Array.from(facts.ends));
    case 'duration':
      return indexes.numbers(id, () =>
        Float64Array.from(facts.keys, (_, row) => table.durationMs(row) ?? Number.NaN),
      );
    case 'user':
      return indexes.shared(id, () => facts.users);
    case 'source':
      return indexes.shared(id, () => facts.sources);
    case 'version':
      return indexes.shared(id, () => facts.versions);
    case 'origin':
      return indexes.shared(id, () => facts.origins);
    case 'models':
      return indexes.shared(id, () => facts.models).withEdits(noneForEmpty(table.modelTexts));
    case 'datasets':
      return indexes.shared(id, () => facts.datasets);
    case 'run':
      return indexes.own(id, (row) => facts.keys[row]!);
    case 'experiment':
      return keyIndex(facts.count, (row) => table.experiment(row), table.experimentName.bind(table));
    case 'parent':
      return keyIndex(
        facts.count,
        (row) => facts.parents[row] ?? null,
        (key) => {
          const row = facts.rowOf(key);
          return row === undefined ? key : table.name(row);
        },
      );
    case 'starred':
      return flagIndex(table.flags.starred);
    case 'archived':
      return flagIndex(table.flags.archived);
    default:
      return makeTextIndex(new Int32Array(facts.count).fill(-1), []);
  }
}

const nameEdit = ({ name }: RunEdits) => name || undefined;
/** An empty note is none. */
const noteEdit = ({ note }: RunEdits) => (note === '' ? null : note);

function loggedNotes({ facts }: EditedTable): readonly string[] {
  const notes = facts.systemTags.get(NOTE_TAG);
  return Array.from({ length: facts.count }, (_, row) => notes?.get(row) ?? '');
}

function editsOf(
  table: EditedTable,
  read: (edits: RunEdits) => string | null | undefined,
): ReadonlyMap<number, string | null> {
  const edits = new Map<number, string | null>();
  for (const [row, one] of table.editedRows) {
    const text = read(one);
    if (text !== undefined) edits.set(row, text);
  }
  return edits;
}

function noneForEmpty(texts: ReadonlyMap<number, string>): ReadonlyMap<number, string | null> {
  return new Map([...texts].map(([row, text]) => [row, text || null]));
}

function flagIndex(flags: Uint8Array): TextIndex {
  return new TextIndex(Int32Array.from(flags), ['false', 'true']);
}

/** Keys in the order of what they name; the same name twice is two groups. */
function keyIndex<Key extends string>(
  count: number,
  keyOf: (row: number) => Key | null,
  nameOf: (key: Key) => string,
): TextIndex {
  const placeOf = new Map<Key, number>();
  const local = new Int32Array(count).fill(-1);
  for (let row = 0; row < count; row++) {
    const key = keyOf(row);
    if (key === null) continue;
    let place = placeOf.get(key);
    if (place === undefined) {
      place = placeOf.size;
      placeOf.set(key, place);
    }
    local[row] = place;
  }
  const keys = [...placeOf.keys()];
  return makeKeyIndex(local, keys, keys.map(nameOf));
}
