import { CELL_CHARS } from '../../src/rpc/table-api.ts';
import { readLeaf, textOfValue } from '../import/formats/parquet/columns.ts';
import { type Leaf, type OpenParquet, openParquet, rethrowOurs } from '../import/formats/parquet/footer.ts';
import type { Page } from '../import/formats/parquet/pages.ts';
import { countRows } from '../import/formats/parquet/sample.ts';
import type { SourceFile } from '../import/source.ts';
import type { TableSource } from './table-source.ts';

/** Lists and maps are not taken apart for a preview. */
const NESTED = '[…]';
/** Stands where a column of a row group cannot be decoded. */
const DAMAGED = '(damaged)';
/** Decoded values that are kept; columns not asked for longest go first. */
const MOST_KEPT_VALUES = 20_000_000;

/** Row groups are decoded column by column when their rows are asked for. */
export async function openParquetTable(file: SourceFile): Promise<TableSource | null> {
  const opened = await openParquet(file);
  if (!opened.ok) return null;
  const rowCount = countRows(opened.value);
  if (opened.value.metadata.row_groups.some((group) => group.num_rows < 0n)) return null;
  return Number.isSafeInteger(rowCount) && rowCount < 2 ** 32
    ? new ParquetTable(opened.value, rowCount)
    : null;
}

/** A column of one row group. */
interface DecodedLeaf {
  readonly pages: readonly PlacedPage[];
  readonly valueCount: number;
}

interface PlacedPage {
  readonly page: Page;
  /** Of its first row in the row group. */
  readonly start: number;
  /** For each row, the filled rows before it; null where all are filled. */
  readonly ranks: Uint32Array | null;
}

class ParquetTable implements TableSource {
  readonly columns: readonly string[];
  readonly rowCount: number;
  private readonly open: OpenParquet;
  /** First row of each row group, and the end of the last. */
  private readonly starts: readonly number[];
  private readonly kept = new Map<string, DecodedLeaf | null>();
  private keptValues = 0;

  constructor(open: OpenParquet, rowCount: number) {
    this.open = open;
    this.rowCount = rowCount;
    this.columns = open.leaves.map((leaf) => leaf.name);
    const starts = [0];
    for (const group of open.metadata.row_groups) starts.push(starts.at(-1)! + Number(group.num_rows));
    this.starts = starts;
  }

  async pick(rows: ArrayLike<number>, columnStart: number, columnEnd: number): Promise<string[][]> {
    const leaves = this.open.leaves.slice(columnStart, columnEnd);
    const found = Array.from(rows, () => new Array<string>(leaves.length).fill(''));
    let from = 0;
    for (let group = 0; group + 1 < this.starts.length && from < rows.length; group++) {
      const [start, end] = [this.starts[group]!, this.starts[group + 1]!];
      let to = from;
      while (to < rows.length && rows[to]! < end) to += 1;
      if (to === from) continue;
      for (const [column, leaf] of leaves.entries()) {
        const decoded = leaf.isNested ? null : await this.decode(leaf, group);
        const reader = decoded === null ? null : new LeafReader(leaf, decoded.pages);
        for (let at = from; at < to; at++)
          found[at]![column] = reader?.textAt(rows[at]! - start) ?? (leaf.isNested ? NESTED : DAMAGED);
      }
      from = to;
    }
    return found;
  }

  private async decode(leaf: Leaf, group: number): Promise<DecodedLeaf | null> {
    const key = `${group} ${leaf.path.join('\u0000')}`;
    let decoded = this.kept.get(key);
    if (decoded === undefined) {
      decoded = await this.read(leaf, group);
      this.keptValues += decoded?.valueCount ?? 0;
    }
    this.kept.delete(key);
    this.kept.set(key, decoded);
    for (const [oldest, old] of this.kept) {
      if (this.keptValues <= MOST_KEPT_VALUES || oldest === key) break;
      this.kept.delete(oldest);
      this.keptValues -= old?.valueCount ?? 0;
    }
    return decoded;
  }

  private async read(leaf: Leaf, groupIndex: number): Promise<DecodedLeaf | null> {
    const rowCount = this.starts[groupIndex + 1]! - this.starts[groupIndex]!;
    try {
      const pages: PlacedPage[] = [];
      let start = 0;
      for (const page of await readLeaf(this.open, { leaf, groupIndex, rowCount })) {
        pages.push({ page, start, ranks: ranksOf(page) });
        start += page.rowCount;
      }
      return { pages, valueCount: start };
    } catch (error) {
      rethrowOurs(error);
      return null;
    }
  }
}

function ranksOf({ levels, full }: Page): Uint32Array | null {
  if (levels === null) return null;
  const ranks = new Uint32Array(levels.length);
  let filled = 0;
  for (const [row, level] of levels.entries()) {
    ranks[row] = filled;
    if (level === full) filled += 1;
  }
  return ranks;
}

/** Reads ascending rows: the page is found by going on. */
class LeafReader {
  private readonly leaf: Leaf;
  private readonly pages: readonly PlacedPage[];
  private index = 0;

  constructor(leaf: Leaf, pages: readonly PlacedPage[]) {
    this.leaf = leaf;
    this.pages = pages;
  }

  textAt(row: number): string {
    for (;;) {
      const placed = this.pages[this.index];
      if (placed === undefined) return '';
      const inner = row - placed.start;
      if (inner >= placed.page.rowCount) {
        this.index += 1;
        continue;
      }
      const { values, levels, full } = placed.page;
      if (levels !== null && levels[inner] !== full) return '';
      return textOfValue(this.leaf, values[placed.ranks?.[inner] ?? inner]).slice(0, CELL_CHARS);
    }
  }
}
