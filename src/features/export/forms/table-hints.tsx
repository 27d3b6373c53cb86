import type { JSX } from 'solid-js';
import type { TableSettings } from '../../../rpc/export-api.ts';

/** How to open a table that was written. */
export function tableHint(format: TableSettings['format']): JSX.Element {
  switch (format) {
    case 'csv':
      return (
        <>
          Open it with <code>pandas.read_csv</code>, R or a spreadsheet. UTF-8, times in UTC; an empty field
          is no value.
        </>
      );
    case 'parquet':
      return (
        <>
          Open it with <code>pandas.read_parquet</code>, DuckDB or Polars. Steps are whole numbers, times are
          timestamps in UTC; NaN and the infinities are themselves.
        </>
      );
    case 'ndjson':
      return (
        <>
          Open it with <code>pandas.read_json(…, lines=True, dtype=False)</code> or <code>jq</code>. NaN and
          the infinities are the texts <code>"NaN"</code> and <code>"Infinity"</code>, as JSON has no word for
          them.
        </>
      );
  }
}
