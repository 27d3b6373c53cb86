import { parquetSchema, type SchemaTree } from 'hyparquet';
import { readLeaf } from './columns.ts';
import { type Leaf, type OpenParquet, toLeaf } from './footer.ts';

/** Entries of one list column in one row group. */
const MOST_ENTRIES = 20_000_000;

/** The leaf under a dotted path, with the levels that lists add (`list.element`) left out; null where there is none. */
export function findLeaf(open: OpenParquet, name: string): Leaf | null {
  let node: SchemaTree = parquetSchema(open.metadata);
  const schemaPath: SchemaTree[] = [node];
  for (const part of name.split('.')) {
    const child = node.children.find((one) => one.element.name === part);
    if (!child) return null;
    node = child;
    schemaPath.push(node);
  }
  return elementOf(schemaPath);
}

/** The values of a list, of which a table's leaves name the outside only; null for what nests deeper. */
export function elementOf(outer: readonly SchemaTree[]): Leaf | null {
  const schemaPath = [...outer];
  let node = schemaPath.at(-1);
  // `list` and `element` have other names with some writers; a list of one level has one child each.
  while (node && node.children.length === 1 && schemaPath.length < 12) {
    node = node.children[0]!;
    schemaPath.push(node);
  }
  const repeats = schemaPath.filter(({ element }) => element.repetition_type === 'REPEATED').length;
  if (!node || node.children.length > 0 || repeats > 1) return null;
  return { ...toLeaf(node, schemaPath, repeats > 0), isRepeated: repeats === 1 };
}

/** One value after another of a column without lists; undefined where the row has none. */
export async function readCells(
  open: OpenParquet,
  leaf: Leaf,
  groupIndex: number,
  rowCount: number,
): Promise<() => unknown> {
  const pages = await readLeaf(open, { leaf, groupIndex, rowCount });
  let page = 0;
  let row = 0;
  let at = 0;
  return () => {
    while (page < pages.length && row >= pages[page]!.rowCount) {
      page += 1;
      row = 0;
      at = 0;
    }
    const current = pages[page];
    if (!current) return undefined;
    const isFilled = current.levels === null || current.levels[row] === current.full;
    row += 1;
    return isFilled ? current.values[at++] : undefined;
  };
}

/** The same of a column of lists: a list for every row, empty where the row has none. */
export async function readLists(
  open: OpenParquet,
  leaf: Leaf,
  groupIndex: number,
): Promise<() => readonly unknown[]> {
  const mostEntries = MOST_ENTRIES;
  const pages = await readLeaf(open, { leaf, groupIndex, rowCount: mostEntries, mostEntries });
  function* rows(): Generator<readonly unknown[]> {
    let list: unknown[] | null = null;
    for (const { rowCount, values, levels, full, repeats } of pages) {
      let at = 0;
      for (let entry = 0; entry < rowCount; entry++) {
        if (repeats === null || repeats[entry] === 0) {
          if (list) yield list;
          list = [];
        }
        if (levels === null || levels[entry] === full) list?.push(values[at++]);
      }
    }
    if (list) yield list;
  }
  const iterator = rows();
  return () => {
    const next = iterator.next();
    return next.done ? [] : next.value;
  };
}
