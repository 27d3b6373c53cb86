import { toUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { sha256HexNow } from '../../../src/base/sha256.ts';
import { type Hash, toHash } from '../../../src/domain/ids.ts';
import { withRevision } from '../../../src/domain/revision.ts';
import type {
  RunRecord,
  SeriesPart,
  SeriesSummary,
  StoredRun,
  StoredSeries,
} from '../../../src/domain/run.ts';
import { type PendingPart, resolvePart } from './pack-writer.ts';

export interface SeriesDraft {
  readonly summary: SeriesSummary;
  readonly kept: readonly SeriesPart[];
  readonly added: readonly PendingPart[];
}

/** A run whose packs are not closed yet. */
export interface RunDraft {
  readonly record: RunRecord;
  readonly content: Hash;
  readonly revision: number;
  readonly series: readonly SeriesDraft[];
}

/**
 * Equal for equal runs wherever they were read from: the origin's path and the packs take no part. The summaries are in the
 * order of their keys.
 */
export function contentOf(record: RunRecord, summaries: readonly SeriesSummary[]): Hash {
  const series = summaries.map(({ key, count, fingerprint }) => [key, count, fingerprint]);
  const line = canonicalJson({ ...record, origin: undefined });
  return toHash(sha256HexNow(toUtf8(line + JSON.stringify(series))));
}

/** Call it when the packs are closed. */
export function storedRun(draft: RunDraft): StoredRun {
  const series: StoredSeries[] = draft.series.map(({ summary, kept, added }) => ({
    ...summary,
    parts: [...kept, ...added.map(resolvePart)],
  }));
  const { record, content, revision } = draft;
  return withRevision<StoredRun>({ ...record, content, series }, revision);
}
