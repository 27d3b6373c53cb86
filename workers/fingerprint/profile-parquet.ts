import type { DataType } from '../../src/domain/fingerprint.ts';
import { readLeaf } from '../import/formats/parquet/columns.ts';
import { type Leaf, type OpenParquet, openParquet, rethrowOurs } from '../import/formats/parquet/footer.ts';
import type { Page } from '../import/formats/parquet/pages.ts';
import type { SourceFile } from '../import/source.ts';
import type { ColumnProfiler } from './column-profiler.ts';
import { MOST_CELLS, type TableProfile } from './table-profile.ts';

/** Rows of one row group that are looked at, and bytes of one column of it: what is decoded at once must fit in memory. */
const MOST_GROUP_ROWS = 4_000_000;
const MOST_CHUNK_BYTES = 256 * 1024 * 1024;

/**
 * Reads columns, row count and values of a Parquet file. Of a large one it takes row groups that lie evenly over the file;
 * `share` is the part of the budget that is this file's. False when its columns are not those of the files before it.
 */
export async function profileParquet(
  file: SourceFile,
  profile: TableProfile,
  share: number,
  tell: (part: number) => void,
): Promise<boolean> {
  const opened = await openParquet(file);
  if (!opened.ok) {
    profile.add({ code: 'damaged-file' });
    return true;
  }
  const open = opened.value;
  const columns = profile.take(open.leaves.map((leaf) => ({ name: leaf.name, type: typeOf(leaf) })));
  if (columns === null) return false;
  profile.rowCount += open.metadata.row_groups.reduce((sum, group) => sum + rowsOf(group), 0);
  await new GroupTally(open, columns, profile, MOST_CELLS * share).read(tell);
  return true;
}

const rowsOf = (group: { readonly num_rows: bigint }): number => Math.max(0, Number(group.num_rows));

class GroupTally {
  private readonly open: OpenParquet;
  private readonly columns: readonly ColumnProfiler[];
  private readonly profile: TableProfile;
  private readonly budget: number;

  constructor(open: OpenParquet, columns: readonly ColumnProfiler[], profile: TableProfile, budget: number) {
    this.open = open;
    this.columns = columns;
    this.profile = profile;
    this.budget = budget;
  }

  async read(tell: (part: number) => void): Promise<void> {
    const chosen = this.choose();
    let rowsSeen = 0;
    let damaged = 0;
    for (const [at, index] of chosen.entries()) {
      const rows = await this.readGroup(index);
      if (rows < 0) damaged += 1;
      else rowsSeen += rows;
      tell((at + 1) / chosen.length);
    }
    if (damaged > 0) this.profile.add({ code: 'damaged-groups', count: damaged });
    this.cover(chosen.length - damaged, rowsSeen);
  }

  /** Every n-th row group that has rows, so that they are as many as the budget allows, but at least one. */
  private choose(): readonly number[] {
    const groups = this.open.metadata.row_groups;
    const filled = [...groups.keys()].filter((index) => rowsOf(groups[index]!) > 0);
    const rows = filled.reduce((sum, index) => sum + Math.min(MOST_GROUP_ROWS, rowsOf(groups[index]!)), 0);
    const nth = Math.max(1, Math.ceil((rows * this.columns.length) / Math.max(1, this.budget)));
    return filled.filter((_, at) => at % nth === 0);
  }

  private cover(groups: number, rows: number): void {
    const all = this.open.metadata.row_groups.length;
    const there = this.open.metadata.row_groups.reduce((sum, group) => sum + rowsOf(group), 0);
    const { coverage } = this.profile;
    const before = coverage.kind === 'row-groups' ? coverage : { groups: 0, of: 0, rows: 0 };
    if (rows >= there && coverage.kind === 'all') return;
    this.profile.coverage = {
      kind: 'row-groups',
      groups: before.groups + groups,
      of: before.of + all,
      rows: before.rows + rows,
    };
  }

  /** The rows that were looked at; -1 where a column is damaged. */
  private async readGroup(groupIndex: number): Promise<number> {
    const rows = rowsOf(this.open.metadata.row_groups[groupIndex]!);
    const wanted = Math.min(
      rows,
      MOST_GROUP_ROWS,
      Math.max(1, Math.floor(this.budget / this.columns.length)),
    );
    let isDamaged = false;
    for (const [at, column] of this.columns.entries()) {
      const leaf = this.open.leaves[at]!;
      if (leaf.isNested) continue;
      if (this.chunkBytes(groupIndex, leaf) > MOST_CHUNK_BYTES) {
        this.profile.add({ code: 'column-too-large', column: leaf.name.slice(0, 250) });
        continue;
      }
      try {
        const pages = await readLeaf(this.open, { leaf, groupIndex, rowCount: wanted });
        addPages(column, leaf, pages, wanted);
      } catch (error) {
        rethrowOurs(error);
        isDamaged = true;
        this.profile.add({ code: 'damaged-column', column: leaf.name.slice(0, 250) });
      }
    }
    return isDamaged ? -1 : wanted;
  }

  private chunkBytes(groupIndex: number, leaf: Leaf): number {
    const name = leaf.path.join('\u0000');
    const chunk = this.open.metadata.row_groups[groupIndex]!.columns.find(
      ({ meta_data: meta }) => meta?.path_in_schema.join('\u0000') === name,
    );
    return Number(chunk?.meta_data?.total_compressed_size ?? 0);
  }
}

function addPages(column: ColumnProfiler, leaf: Leaf, pages: readonly Page[], wanted: number): void {
  let row = 0;
  for (const { rowCount, values, levels, full } of pages) {
    let at = 0;
    for (let place = 0; place < rowCount && row < wanted; place++, row++) {
      if (levels === null || levels[place] === full) addValue(column, leaf, values[at++]);
      else column.addNull();
    }
  }
}

function addValue(column: ColumnProfiler, leaf: Leaf, value: unknown): void {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(value);
    if (leaf.isTime && Number.isFinite(number)) column.addTime(number);
    else column.addNumber(number);
  } else if (typeof value === 'string') column.addText(value);
  else if (typeof value === 'boolean') column.addBoolean(value);
  else if (value === null || value === undefined) column.addNull();
  else column.addOther();
}

/** In MLflow's words, as pandas reads the column. */
export function typeOf(leaf: Leaf): DataType {
  if (leaf.isNested) return 'nested';
  const { type, converted_type: converted, logical_type: logical } = leaf.element;
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date';
  if (leaf.isTime) return 'datetime';
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') return 'decimal';
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
      return converted === 'UINT_32' ? 'long' : 'integer';
    case 'INT64':
      return 'long';
    case 'FLOAT':
      return 'float';
    case 'DOUBLE':
      return 'double';
    default:
      return isText(leaf) ? 'string' : logical?.type === 'FLOAT16' ? 'float' : 'binary';
  }
}

function isText({ element }: Leaf): boolean {
  const { converted_type: converted, logical_type: logical } = element;
  if (logical && ['STRING', 'ENUM', 'JSON', 'UUID'].includes(logical.type)) return true;
  return converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON';
}
