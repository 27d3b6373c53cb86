import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import type { SourceFile } from '../../source.ts';
import { type ColumnNeed, columnNeeds, type TableBlock } from '../../tables/block.ts';
import { isNullText, UNREADABLE } from '../../tables/cells.ts';
import { fileIdentity } from '../../tables/identity.ts';
import { problemEvent, type TableOrigin } from '../../tables/run-book.ts';
import { makeTableMapper, type TableMapper } from '../../tables/to-events.ts';
import { cutBlocks, rowsHeld } from './blocks.ts';
import { type ColumnParts, readColumns } from './columns.ts';
import { type Leaf, type OpenParquet, openParquet, rethrowOurs } from './footer.ts';
import { guessSample, SAMPLE_ROWS } from './guess.ts';
import { type ParquetSample, sampleParquet } from './sample.ts';

/** Decoded cells of one row group, all of which are held at once. */
const MOST_CELLS = 200_000_000;
const MOST_PROBLEMS = 50;

/** Reads a Parquet file row group by row group, and only the columns that the layout uses. */
export async function* readParquet(source: ImportSource, context: ReadContext): AsyncIterable<ImportEvent> {
  const { file } = source;
  if (file === null) return;
  const opened = await openParquet(file);
  throwIfAborted(context.signal);
  if (!opened.ok) {
    yield problemEvent(opened.problem);
    throwIfAborted(context.signal);
    return;
  }
  const open = opened.value;
  const sample = await sampleParquet(open, SAMPLE_ROWS);
  throwIfAborted(context.signal);
  if (sample.rows.length === 0) {
    yield problemEvent({ code: 'table-empty', path: file.path });
    throwIfAborted(context.signal);
    return;
  }
  const layout = usableLayout(context.layout, open) ?? guessSample(file.path, sample).layout;
  const mapper = makeTableMapper(layout, originOf(file, sample, open));
  if (mapper === null) {
    yield problemEvent({ code: 'table-is-data', path: file.path, facts: { columns: open.leaves.length } });
    throwIfAborted(context.signal);
    return;
  }
  yield* skippedColumns(open, sample);
  yield* new GroupReading(open, layout, mapper, context.signal).events();
  yield* mapper.finish();
  throwIfAborted(context.signal);
}

function usableLayout(layout: TableLayout | undefined, open: OpenParquet): TableLayout | null {
  if (layout === undefined || layout.columns.length !== open.leaves.length) return null;
  return layout.columns.every((column, index) => column.name === open.leaves[index]!.name) ? layout : null;
}

function originOf(file: SourceFile, sample: ParquetSample, open: OpenParquet): TableOrigin {
  const first = sample.rows[0] ?? [];
  const cells = open.leaves.flatMap(({ name }, index) =>
    isNullText(first[index] ?? '') ? [] : [`${name}=${first[index]!.slice(0, 200)}`],
  );
  return {
    format: 'parquet',
    path: file.path,
    identity: fileIdentity(file.path),
    firstRow: cells.sort().join('\n'),
    params: [],
    startMs: null,
  };
}

function* skippedColumns(open: OpenParquet, sample: ParquetSample): Generator<ImportEvent> {
  const nested = open.leaves.filter((leaf) => leaf.isNested);
  for (const leaf of nested.slice(0, MOST_PROBLEMS)) {
    yield problemEvent({ code: 'column-skipped', path: open.file.path, facts: { column: leaf.name } });
  }
  for (const column of sample.damaged.slice(0, MOST_PROBLEMS)) {
    const facts = { reason: 'column', column };
    yield problemEvent({ code: 'parquet-damaged', path: open.file.path, facts });
  }
}

class GroupReading {
  private readonly open: OpenParquet;
  private readonly mapper: TableMapper;
  private readonly signal: AbortSignal;
  private readonly needs: readonly ColumnNeed[];
  private readonly unreadable = new Map<number, number>();

  constructor(open: OpenParquet, layout: TableLayout, mapper: TableMapper, signal: AbortSignal) {
    this.open = open;
    this.mapper = mapper;
    this.signal = signal;
    this.needs = columnNeeds(layout).map((need, index) => (open.leaves[index]!.isNested ? 'none' : need));
  }

  async *events(): AsyncGenerator<ImportEvent> {
    const groups = this.open.metadata.row_groups;
    let rowStart = 0;
    let bytesTold = 0;
    for (let index = 0; index < groups.length; index++) {
      const rows = Number(groups[index]!.num_rows);
      if (rows > 0) yield* this.group(index, rowStart, rows);
      rowStart += Math.max(0, rows);
      const told = Math.floor((this.open.file.sizeBytes * (index + 1)) / groups.length);
      yield { kind: 'progress', bytesRead: told - bytesTold, file: this.open.file.path };
      bytesTold = told;
    }
    for (const [column, count] of [...this.unreadable].slice(0, MOST_PROBLEMS)) {
      const facts = { column: this.open.leaves[column]!.name, cells: count };
      yield problemEvent({ code: 'number-unreadable', path: this.open.file.path, facts });
    }
  }

  /** One damaged row group costs its rows. */
  private async *group(groupIndex: number, rowStart: number, rows: number): AsyncGenerator<ImportEvent> {
    throwIfAborted(this.signal);
    const { leaves } = this.open;
    const used = leaves.filter((_, index) => this.needs[index] !== 'none');
    if (rows * used.length > MOST_CELLS) {
      yield this.damage('too-large', groupIndex, rows);
      return;
    }
    const parts = await this.decode(used, { groupIndex, rowStart, rowEnd: rowStart + rows });
    throwIfAborted(this.signal);
    if (parts === null) {
      yield this.damage('row-group', groupIndex, rows);
      return;
    }
    const held = Math.min(rows, rowsHeld(leaves, this.needs, parts, rowStart));
    for (const block of cutBlocks(leaves, this.needs, parts, held)) {
      this.count(block);
      yield* this.mapper.take(block);
      throwIfAborted(this.signal);
    }
    if (held < rows && used.length > 0) yield this.damage('rows-missing', groupIndex, rows - held);
  }

  private async decode(
    used: readonly Leaf[],
    rows: { groupIndex: number; rowStart: number; rowEnd: number },
  ): Promise<ColumnParts | null> {
    try {
      return await readColumns(this.open, used, rows);
    } catch (error) {
      rethrowOurs(error);
      return null;
    }
  }

  private damage(reason: string, group: number, rows: number): ImportEvent {
    const facts = { reason, group: group + 1, rows };
    return problemEvent({ code: 'parquet-damaged', path: this.open.file.path, facts });
  }

  private count(block: TableBlock): void {
    block.columns.forEach((column, index) => {
      if (column?.kind !== 'number' || !column.states.includes(UNREADABLE)) return;
      const found = column.states.reduce((sum, state) => sum + (state === UNREADABLE ? 1 : 0), 0);
      this.unreadable.set(index, (this.unreadable.get(index) ?? 0) + found);
    });
  }
}
