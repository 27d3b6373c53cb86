import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { TableLayout } from '../../../src/domain/table-layout.ts';
import type { ImportEvent } from '../format.ts';
import type { TableBlock } from './block.ts';
import { LongMapper } from './map-long.ts';
import { RunsMapper } from './map-runs.ts';
import { WideMapper } from './map-wide.ts';
import type { TableOrigin } from './run-book.ts';

/** Turns blocks of rows into runs and points. Blocks may be reused by the reader after `take` is exhausted. */
export interface TableMapper {
  take(block: TableBlock): Generator<ImportEvent>;
  /** Points that are held back; of a table that goes on, at the end of what there is so far. */
  flush(): Generator<ImportEvent>;
  /** What could not be taken as the rows say it, by now. */
  problems(): Iterable<ImportProblem>;
  /** No more rows come: what is held back, the end of each run, and the problems. */
  finish(): Generator<ImportEvent>;
  /** Blocks have more columns from now on: those so far, and further ones. Absent where nothing can be made of them. */
  grow?(layout: TableLayout): void;
}

/** null for a table of data: nothing of it is imported. */
export function makeTableMapper(layout: TableLayout, origin: TableOrigin): TableMapper | null {
  switch (layout.shape) {
    case 'wide':
      return new WideMapper(layout, origin);
    case 'long':
      return new LongMapper(layout, origin);
    case 'runs':
      return new RunsMapper(layout, origin);
    case 'data':
      return null;
  }
}
