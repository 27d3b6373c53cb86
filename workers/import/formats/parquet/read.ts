import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import type { SourceFile } from '../../source.ts';
import { type ColumnNeed, columnNeeds, type TableBlock } from '../../tables/block.ts';
import { isNullText, UNREADABLE } from '../../tables/cells.ts';
import { fileIdentity, isRunPart } from '../../tables/identity.ts';
import { problemEvent, type TableOrigin } from '../../tables/run-book.ts';
import { makeTableMapper, type TableMapper } from '../../tables/to-events.ts';
import { isNeptuneTable, readNeptuneFile } from '../neptune/read.ts';
import { cutBlocks, type DecodedLeaf, rowsHeld } from './blocks.ts';
import { readLeaf } from './columns.ts';
import { type OpenParquet, openParquet, rethrowOurs } from './footer.ts';
import { guessSample, SAMPLE_ROWS } from './guess.ts';
import { type ParquetSample, sampleParquet } from './sample.ts';

/** Decoded cells of one row group, all of which are held at once. */
const MOST_CELLS = 200_000_000;
const MOST_ROWS = 30_000_000;
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
  // The export of Neptune is a long table of many kinds of values, which has a reader of its own.
  if (isNeptuneTable(open)) {
    yield* readNeptuneFile(open, source, context);
    return;
  }
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
    // Every part begins with other rows.
    firstRow: isRunPart(file.path) ? '' : cells.sort().join('\n'),
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
    let bytesTold = 0;
    for (let index = 0; index < groups.length; index++) {
      const rows = Number(groups[index]!.num_rows);
      if (rows > 0) yield* this.group(index, rows);
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
  private async *group(groupIndex: number, rows: number): AsyncGenerator<ImportEvent> {
    throwIfAborted(this.signal);
    const used = this.needs.filter((need) => need !== 'none').length;
    if (rows > MOST_ROWS || rows * used > MOST_CELLS) {
      yield this.damage('too-large', groupIndex, rows);
      return;
    }
    const leaves = await this.decode(groupIndex, rows);
    if (leaves === null) {
      yield this.damage('row-group', groupIndex, rows);
      return;
    }
    const held = Math.min(rows, rowsHeld(leaves));
    for (const block of cutBlocks(leaves, held)) {
      this.count(block);
      yield* this.mapper.take(block);
      throwIfAborted(this.signal);
    }
    if (held < rows && used > 0) yield this.damage('rows-missing', groupIndex, rows - held);
  }

  /** null when a column is damaged: rows without it would be read wrongly. */
  private async decode(groupIndex: number, rowCount: number): Promise<readonly DecodedLeaf[] | null> {
    const decoded: DecodedLeaf[] = [];
    for (const [index, leaf] of this.open.leaves.entries()) {
      const need = this.needs[index]!;
      throwIfAborted(this.signal);
      try {
        const pages = need === 'none' ? null : await readLeaf(this.open, { leaf, groupIndex, rowCount });
        decoded.push({ leaf, need, pages });
      } catch (error) {
        rethrowOurs(error);
        return null;
      }
    }
    return decoded;
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
