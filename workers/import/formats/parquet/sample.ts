import { readNumber } from '../../tables/cells.ts';
import { type ColumnProfile, profileColumn } from '../../tables/profile.ts';
import { readLeaf, textsOfPages } from './columns.ts';
import { type Leaf, type OpenParquet, rethrowOurs } from './footer.ts';

/** Enough of a column chunk for its dictionary and first pages. */
const FIRST_BYTES = 2 * 1024 * 1024;

export interface ParquetSample {
  /** Rows as text, in the order of the leaves. */
  readonly rows: readonly (readonly string[])[];
  readonly profiles: readonly ColumnProfile[];
  readonly rowCount: number;
  /** Columns that could not be decoded in any row group tried. */
  readonly damaged: readonly string[];
}

/** Row groups tried for a sample in which every column can be decoded. */
const MOST_TRIES = 8;

/** The first rows of a file as text; of a later row group where the first is damaged. */
export async function sampleParquet(open: OpenParquet, limit: number): Promise<ParquetSample> {
  const filled = open.metadata.row_groups.flatMap((group, index) => (group.num_rows > 0n ? [index] : []));
  let best: Columns = { columns: open.leaves.map(() => []), damaged: [] };
  for (const [tried, groupIndex] of filled.slice(0, MOST_TRIES).entries()) {
    const found = await sampleGroup(open, groupIndex, limit);
    if (tried === 0 || found.damaged.length === 0) best = found;
    if (found.damaged.length === 0) break;
  }
  const { columns, damaged } = best;
  const length = Math.max(0, ...columns.map((column) => column.length));
  const rows = Array.from({ length }, (_, row) => columns.map((column) => column[row] ?? ''));
  const profiles = open.leaves.map((leaf, index) => profileLeaf(leaf, columns[index]!));
  return { rows, profiles, rowCount: countRows(open), damaged };
}

interface Columns {
  readonly columns: readonly (readonly string[])[];
  readonly damaged: readonly string[];
}

async function sampleGroup(open: OpenParquet, groupIndex: number, limit: number): Promise<Columns> {
  const length = Math.min(limit, Number(open.metadata.row_groups[groupIndex]!.num_rows));
  const damaged: string[] = [];
  const columns: (readonly string[])[] = [];
  for (const leaf of open.leaves) {
    const texts = leaf.isNested ? [] : await sampleLeaf(open, leaf, groupIndex, length);
    if (texts === null) damaged.push(leaf.name);
    columns.push(texts ?? []);
  }
  return { columns, damaged };
}

/** The rows that the row groups claim; a number of this size is only shown. */
export function countRows(open: OpenParquet): number {
  return open.metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
}

function profileLeaf(leaf: Leaf, cells: readonly string[]): ColumnProfile {
  const profile = profileColumn(leaf.name, cells, readNumber);
  if (leaf.isNested) return { ...profile, type: 'nested' };
  return leaf.isTime ? { ...profile, type: 'time' } : profile;
}

/** null when the column cannot be decoded. A guess need not read a row group of 100 MB, so a part is tried first. */
async function sampleLeaf(
  open: OpenParquet,
  leaf: Leaf,
  groupIndex: number,
  rowCount: number,
): Promise<readonly string[] | null> {
  for (const mostBytes of [FIRST_BYTES, Number.POSITIVE_INFINITY]) {
    try {
      const pages = await readLeaf(open, { leaf, groupIndex, rowCount, mostBytes });
      return textsOfPages(leaf, pages, rowCount);
    } catch (error) {
      rethrowOurs(error);
    }
  }
  return null;
}
