import type { Hash, MetricKey } from '../../../src/domain/ids.ts';
import type { RunRecord, SeriesPart, StoredRun } from '../../../src/domain/run.ts';
import type { PackWriter, PendingPart } from '../../import/storing/pack-writer.ts';
import type { RunDraft } from '../../import/storing/run-draft.ts';
import type { BookRun } from './book-run.ts';
import { type Part, toStored } from './book-series.ts';

interface SeriesSnapshot {
  readonly key: MetricKey;
  readonly lineage: object;
  readonly count: number;
  readonly fingerprint: string;
  readonly parts: readonly Part[];
}

/** A run as it went into a commit: what is to be remembered of it when that has succeeded. */
export interface RunSnapshot {
  readonly record: RunRecord;
  readonly content: Hash;
  readonly points: number;
  readonly series: readonly SeriesSnapshot[];
}

/** Copies what is only in memory into packs, and says what is to be written of the run. Nothing of the run changes. */
export function takeSnapshot(
  run: BookRun,
  content: Hash,
  revision: number,
  packs: PackWriter,
): { readonly draft: RunDraft; readonly snapshot: RunSnapshot } {
  const series: SeriesSnapshot[] = [];
  const drafts: RunDraft['series'][number][] = [];
  for (const one of run.sortedSeries()) {
    const summary = one.summary();
    const added = packs.add(one.pending);
    const kept = one.parts.filter(isStored);
    const packed = one.parts.filter((part): part is PendingPart => !isStored(part));
    drafts.push({ summary, kept, added: [...packed, ...added] });
    const { key, lineage, count } = one;
    const { fingerprint } = summary;
    series.push({ key, lineage, count, fingerprint, parts: [...one.parts, ...added] });
  }
  const { record } = run;
  return {
    draft: { record, content, revision, series: drafts },
    snapshot: { record, content, points: run.points, series },
  };
}

/** The run as it is stored already, by this version. */
export function snapshotAs(run: BookRun, version: StoredRun): RunSnapshot {
  const parts = new Map(version.series.map((one) => [one.key, one.parts]));
  const series = run.sortedSeries().map((one): SeriesSnapshot => {
    const { key, lineage, count } = one;
    return { key, lineage, count, fingerprint: one.summary().fingerprint, parts: parts.get(key) ?? [] };
  });
  return { record: run.record, content: version.content, points: run.points, series };
}

/** The snapshot is stored: `run` may have grown since, or be told otherwise by now. */
export function settleSnapshot(run: BookRun, snapshot: RunSnapshot, nowMs: number): void {
  for (const { key, lineage, count, fingerprint, parts } of snapshot.series) {
    const series = run.series.get(key);
    if (series?.lineage === lineage && count <= series.count)
      series.settle(count, fingerprint, parts.map(toStored));
  }
  run.contents.add(snapshot.content);
  run.storedMs = nowMs;
  run.storedPoints = snapshot.points;
  run.hasNews = run.record !== snapshot.record;
}

function isStored(part: Part): part is SeriesPart {
  return typeof part.pack === 'string';
}
