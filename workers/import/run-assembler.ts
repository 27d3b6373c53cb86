import { sha256Hex, toUtf8 } from '../../src/base/bytes.ts';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import { PointBuilder, type PointColumns } from '../../src/base/columns.ts';
import { type Hash, type MetricKey, type RunKey, toHash } from '../../src/domain/ids.ts';
import type { RunRecord, SeriesPart, SeriesSummary, StoredRun, StoredSeries } from '../../src/domain/run.ts';
import { SeriesFingerprint, SeriesSummariser } from '../../src/domain/series-summary.ts';
import { toRecordLine } from '../../src/storage/record-lines.ts';
import type { ExistingFacts } from './existing-facts.ts';
import { type PackWriter, type PendingPart, resolvePart } from './pack-writer.ts';
import type { RecordPacker } from './record-packer.ts';

export type RunNovelty = 'new' | 'grown' | 'same';

interface SeriesDraft {
  readonly summary: SeriesSummary;
  readonly kept: readonly SeriesPart[];
  readonly added: readonly PendingPart[];
}

interface RunDraft {
  readonly record: RunRecord;
  readonly content: Hash;
  readonly series: readonly SeriesDraft[];
}

/** A series that is still growing: what is in memory, and what was already packed to keep the memory bounded. */
class OpenSeries {
  readonly summariser = new SeriesSummariser();
  readonly packed: PendingPart[] = [];
  builder = new PointBuilder();

  /** Moves the points in memory into packs. */
  pack(points: PackWriter): void {
    const columns = this.builder.columns();
    this.summariser.append(columns);
    this.packed.push(...points.add(columns));
    this.builder = new PointBuilder();
  }
}

/** Points of open runs beyond this many are packed before their run ends: 4 million are 96 MB. */
const POINTS_IN_MEMORY = 4_000_000;

/** Runs are written out in groups, each closing its metric pack: a pack's hash is known only when it is full. */
const RUNS_PER_GROUP = 500;

/** Gathers the points of open runs, finds out whether a finished run is new, grown or unchanged, and packs it. */
export class RunAssembler {
  private readonly open = new Map<RunKey, { record: RunRecord; series: Map<MetricKey, OpenSeries> }>();
  private pointsInMemory = 0;
  private readonly contents = new Map<RunKey, Set<Hash>>();
  private readonly existing: ExistingFacts;
  private readonly points: PackWriter;
  private readonly packer: RecordPacker;
  private drafts: RunDraft[] = [];

  constructor(existing: ExistingFacts, points: PackWriter, packer: RecordPacker) {
    this.existing = existing;
    this.points = points;
    this.packer = packer;
  }

  begin(record: RunRecord): void {
    this.open.set(record.key, { record, series: new Map() });
  }

  isOpen(run: RunKey): boolean {
    return this.open.has(run);
  }

  async append(run: RunKey, metric: MetricKey, points: PointColumns): Promise<void> {
    const { series } = this.open.get(run)!;
    let one = series.get(metric);
    if (!one) {
      one = new OpenSeries();
      series.set(metric, one);
    }
    one.builder.append(points);
    this.pointsInMemory += points.steps.length;
    if (this.pointsInMemory > POINTS_IN_MEMORY) await this.packOpenSeries();
  }

  async end(run: RunKey): Promise<RunNovelty> {
    const { record, series } = this.open.get(run)!;
    this.open.delete(run);
    const keys = [...series.keys()].sort();
    const summaries = keys.map((key) => this.summarise(key, series.get(key)!));
    const content = await contentOf(record, summaries);
    const versions = await this.existing.runVersions(run);
    const earlier = this.contents.get(run);
    if (earlier?.has(content) || versions.some((version) => version.content === content)) return 'same';
    if (earlier) earlier.add(content);
    else this.contents.set(run, new Set([content]));

    const drafts = keys.map((key, index) => this.draftSeries(summaries[index]!, series.get(key)!, versions));
    this.drafts.push({ record, content, series: drafts });
    await this.points.drain();
    if (this.drafts.length >= RUNS_PER_GROUP) await this.flush();
    return versions.length > 0 || earlier ? 'grown' : 'new';
  }

  async flush(): Promise<void> {
    await this.points.close();
    for (const draft of this.drafts) await this.packer.add(draft.record.key, toRecordLine(storedRun(draft)));
    this.drafts = [];
    await this.packer.close();
  }

  private summarise(key: MetricKey, series: OpenSeries): SeriesSummary {
    const columns = series.builder.columns();
    this.pointsInMemory -= columns.steps.length;
    series.summariser.append(columns);
    return series.summariser.summary(key);
  }

  private async packOpenSeries(): Promise<void> {
    for (const { series } of this.open.values()) for (const one of series.values()) one.pack(this.points);
    this.pointsInMemory = 0;
    await this.points.drain();
  }

  /** A grown series keeps the packs it has and adds what is new, so that dropping a live folder again stays cheap. */
  private draftSeries(
    summary: SeriesSummary,
    series: OpenSeries,
    versions: readonly StoredRun[],
  ): SeriesDraft {
    const points = series.builder.columns();
    const head = series.packed.length === 0 ? findHead(versions, summary.key, points) : null;
    if (head) {
      return { summary, kept: head.parts, added: this.points.add(sliceColumns(points, head.count)) };
    }
    return { summary, kept: [], added: [...series.packed, ...this.points.add(points)] };
  }
}

/** Equal for equal runs wherever they were read from: the origin's path and the packs take no part. */
async function contentOf(record: RunRecord, summaries: readonly SeriesSummary[]): Promise<Hash> {
  const series = summaries.map(({ key, count, fingerprint }) => [key, count, fingerprint]);
  const line = canonicalJson({ ...record, origin: undefined });
  return toHash(await sha256Hex(toUtf8(line + JSON.stringify(series))));
}

function storedRun(draft: RunDraft): StoredRun {
  const series: StoredSeries[] = draft.series.map(({ summary, kept, added }) => ({
    ...summary,
    parts: [...kept, ...added.map(resolvePart)],
  }));
  return { ...draft.record, content: draft.content, series };
}

/** The longest series of these versions that the points begin with. Nothing is loaded: fingerprints tell. */
function findHead(versions: readonly StoredRun[], key: MetricKey, points: PointColumns): StoredSeries | null {
  const candidates = versions
    .flatMap((version) => version.series.find((series) => series.key === key) ?? [])
    .filter((series) => series.count <= points.steps.length)
    .sort((a, b) => b.count - a.count);
  return candidates.find((series) => fingerprintOf(points, series.count) === series.fingerprint) ?? null;
}

function fingerprintOf(points: PointColumns, count: number): string {
  const fingerprint = new SeriesFingerprint();
  fingerprint.append({
    steps: points.steps.subarray(0, count),
    timesMs: points.timesMs.subarray(0, count),
    values: points.values.subarray(0, count),
  });
  return fingerprint.digest();
}

function sliceColumns(points: PointColumns, from: number): PointColumns {
  return {
    steps: points.steps.subarray(from),
    timesMs: points.timesMs.subarray(from),
    values: points.values.subarray(from),
  };
}
