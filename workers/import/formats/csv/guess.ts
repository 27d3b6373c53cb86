import type { TableGuess } from '../../../../src/domain/table-layout.ts';
import type { ImportSource, ReadContext } from '../../format.ts';
import { siblingPaths } from '../../tables/beside.ts';
import { guessTable } from '../../tables/shape.ts';
import { type CsvSample, inspectCsv } from './inspect.ts';

export async function guessCsv(source: ImportSource, _context: ReadContext): Promise<TableGuess | null> {
  if (source.file === null) return null;
  const sample = await inspectCsv(source.file);
  return sample === null || sample.rows.length === 0 ? null : guessSample(source, sample);
}

export function guessSample(source: ImportSource, sample: CsvSample): TableGuess {
  const { encoding, delimiter, decimal, headerLine, comments } = sample.dialect;
  return guessTable({
    path: source.path === '' ? (source.file?.path ?? '') : source.path,
    profiles: sample.profiles,
    comments,
    siblings: siblingPaths(source.tree, source.file?.path ?? source.path),
    preview: sample.rows,
    sampledRows: sample.sampledRows,
    rowCount: sample.isWhole ? sample.sampledRows : null,
    text: { encoding, delimiter, decimal, headerLine },
  });
}
