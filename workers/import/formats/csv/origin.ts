import type { Pair } from '../../../../src/domain/run.ts';
import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import type { SourceFile } from '../../source.ts';
import { fileIdentity } from '../../tables/identity.ts';
import type { TableOrigin } from '../../tables/run-book.ts';
import { type CsvSample, firstRowText } from './inspect.ts';

/** A layout that was made for this file: the same columns in the same order. */
export function usableLayout(layout: TableLayout | undefined, sample: CsvSample): TableLayout | null {
  if (layout === undefined || layout.columns.length !== sample.names.length) return null;
  return layout.columns.every((column, index) => column.name === sample.names[index]) ? layout : null;
}

export function originOf(file: SourceFile, sample: CsvSample, params: readonly Pair[]): TableOrigin {
  return {
    format: 'csv',
    path: file.path,
    identity: fileIdentity(file.path),
    firstRow: firstRowText(sample.names, sample.rows[0]),
    params,
    startMs: monitorStart(sample.dialect.comments),
  };
}

/** Stable-Baselines3 writes `#{"t_start": 1700000000.0, …}` above its monitor table. */
function monitorStart(comments: readonly string[]): number | null {
  for (const comment of comments) {
    const found = /"t_start"\s*:\s*(\d+(?:\.\d+)?)/.exec(comment);
    if (found !== null) return Number(found[1]) * 1000;
  }
  return null;
}
