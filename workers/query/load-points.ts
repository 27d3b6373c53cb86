import type { PointColumns } from '../../src/base/columns.ts';
import type { Hash } from '../../src/domain/ids.ts';
import { joinColumns, viewPart } from '../../src/domain/packed-points.ts';
import type { SeriesPart, StoredSeries } from '../../src/domain/run.ts';
import { cut, tailOf } from './live/live-series.ts';

export type LoadChunks = (hashes: readonly Hash[]) => Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;

/** As `load`, with a list of what it did not find. */
export function noteMissing(load: LoadChunks): {
  readonly loadOrMiss: LoadChunks;
  readonly missing: Set<Hash>;
} {
  const missing = new Set<Hash>();
  const loadOrMiss: LoadChunks = async (hashes) => {
    const chunks = await load(hashes);
    for (const [index, hash] of hashes.entries()) if (!chunks[index]) missing.add(hash);
    return chunks;
  };
  return { loadOrMiss, missing };
}

/** Points of a series from this place on: what is stored of it, and what of a live one has come since. */
export async function loadSeriesPoints(
  series: StoredSeries,
  load: LoadChunks,
  from = 0,
): Promise<PointColumns> {
  const wanted: SeriesPart[] = [];
  let end = 0;
  let skipped = 0;
  for (const part of series.parts) {
    if (end + part.count > from) {
      if (wanted.length === 0) skipped = Math.max(0, from - end);
      wanted.push(part);
    }
    end += part.count;
  }
  const stored = wanted.length > 0 || !tailOf(series) ? await loadParts(wanted, load) : joinColumns([]);
  const tail = tailOf(series);
  const pieces = [cut(stored, skipped, stored.steps.length)];
  if (tail) pieces.push(cut(tail.points, Math.max(0, from - tail.from), tail.points.steps.length));
  return joinColumns(pieces.length > 1 ? pieces.filter(({ steps }) => steps.length > 0) : pieces);
}

async function loadParts(parts: readonly SeriesPart[], load: LoadChunks): Promise<PointColumns> {
  const chunks = await load(parts.map((part) => part.pack));
  const views: PointColumns[] = [];
  for (const [index, part] of parts.entries()) {
    const chunk = chunks[index];
    const view = chunk ? viewPart(chunk, part) : null;
    if (view) views.push(view);
  }
  return joinColumns(views);
}
