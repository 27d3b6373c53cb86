import type { TableGuess } from '../../../../src/domain/table-layout.ts';
import type { ImportSource, ReadContext } from '../../format.ts';
import { guessTable } from '../../tables/shape.ts';
import { isNeptuneTable } from '../neptune/read.ts';
import { openParquet } from './footer.ts';
import { type ParquetSample, sampleParquet } from './sample.ts';

export const SAMPLE_ROWS = 1000;

export async function guessParquet(source: ImportSource, _context: ReadContext): Promise<TableGuess | null> {
  if (source.file === null) return null;
  const opened = await openParquet(source.file);
  if (!opened.ok || isNeptuneTable(opened.value)) return null;
  const sample = await sampleParquet(opened.value, SAMPLE_ROWS);
  return sample.rows.length === 0 ? null : guessSample(source.file.path, sample);
}

export function guessSample(path: string, sample: ParquetSample): TableGuess {
  return guessTable({
    path,
    profiles: sample.profiles,
    comments: [],
    siblings: [],
    preview: sample.rows,
    sampledRows: sample.rows.length,
    rowCount: sample.rowCount,
  });
}
