import type { PointColumns } from '../../../src/base/columns.ts';
import type { Hash, MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { RunRecord, SeriesSummary, StoredRun, StoredSeries } from '../../../src/domain/run.ts';
import { SeriesFingerprint, SeriesSummariser } from '../../../src/domain/series-summary.ts';
import { revisionOfTelling } from '../../../src/domain/told-runs.ts';
import { toRecordLine } from '../../../src/storage/record-lines.ts';
import type { ExistingFacts } from './existing-facts.ts';
import type { PackWriter, PendingPart } from './pack-writer.ts';
import { BLOCK_POINTS, HeldPoints, PointArena } from './point-arena.ts';
import type { RecordPacker } from './record-packer.ts';
import { contentOf, type RunDraft, type SeriesDraft, storedRun } from './run-draft.ts';

export type RunNovelty = 'new' | 'grown' | 'same';

/** A series that is still growing: what is in memory, and what was already packed to keep the memory bounded. */
class OpenSeries {
  readonly held = new HeldPoints();
  private early: { readonly summariser: SeriesSummariser; readonly parts: PendingPart[] } | null = null;

  /** Moves the points in memory into packs. */
  pack(points: PackWriter): void {
    this.early ??= { summariser: new SeriesSummariser(), parts: [] };
    this.held.summarise(this.early.summariser);
    this.early.parts.push(...points.add(this.held));
  }

  /** Call it once, with all that is left in memory. */
  summary(key: MetricKey): SeriesSummary {
    const summariser = this.early?.summariser ?? new SeriesSummariser();
    this.held.summarise(summariser);
    return summariser.summary(key);
  }

  get packed(): readonly PendingPart[] {
    return this.early?.parts ?? [];
  }
}

/** Beyond this many blocks the points of open runs are packed before their run ends: 4 million points, 96 MB. */
const BLOCKS_IN_MEMORY = Math.floor(4_000_000 / BLOCK_POINTS);

/** Runs are written out in groups, each closing its metric pack: a pack's hash is known only when it is full. */
const RUNS_PER_GROUP = 500;

/** Gathers the points of open runs, finds out whether a finished run is new, grown or unchanged, and packs it. */
export class RunAssembler {
  private readonly open = new Map<RunKey, { record: RunRecord; series: Map<MetricKey, OpenSeries> }>();
  private readonly arena = new PointArena();
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
    this.arena.append(one.held, points);
    if (this.arena.blockCount > BLOCKS_IN_MEMORY) await this.packOpenSeries();
  }

  async end(run: RunKey): Promise<RunNovelty> {
    const { record, series } = this.open.get(run)!;
    this.open.delete(run);
    const ended = [...series].sort(([a], [b]) => (a < b ? -1 : 1));
    const summaries = ended.map(([key, one]) => one.summary(key));
    const content = contentOf(record, summaries);
    const versions = await this.existing.runVersions(run);
    const earlier = this.contents.get(run);
    const points = summaries.reduce((sum, { count }) => sum + count, 0);
    const revision = earlier?.has(content) ? null : revisionOfTelling({ record, content, points }, versions);
    if (revision !== null) {
      if (earlier) earlier.add(content);
      else this.contents.set(run, new Set([content]));
      const drafts = ended.map(([, one], index) => this.draftSeries(summaries[index]!, one, versions));
      this.drafts.push({ record, content, revision, series: drafts });
    }
    for (const [, one] of ended) this.arena.release(one.held);
    if (revision === null) return 'same';
    await this.points.drain();
    if (this.drafts.length >= RUNS_PER_GROUP) await this.flush();
    return versions.length > 0 || earlier ? 'grown' : 'new';
  }

  /** The run is not kept; what of it was packed early to spare memory stays in its pack, unused. */
  discard(run: RunKey): void {
    for (const one of this.open.get(run)?.series.values() ?? []) this.arena.release(one.held);
    this.open.delete(run);
  }

  async flush(): Promise<void> {
    await this.points.close();
    for (const draft of this.drafts) await this.packer.add(draft.record.key, toRecordLine(storedRun(draft)));
    this.drafts = [];
    await this.packer.close();
  }

  private async packOpenSeries(): Promise<void> {
    for (const { series } of this.open.values()) {
      for (const one of series.values()) {
        one.pack(this.points);
        this.arena.release(one.held);
      }
    }
    await this.points.drain();
  }

  /** A grown series keeps the packs it has and adds what is new, so that dropping a live folder again stays cheap. */
  private draftSeries(
    summary: SeriesSummary,
    series: OpenSeries,
    versions: readonly StoredRun[],
  ): SeriesDraft {
    const { held, packed } = series;
    const head = packed.length === 0 ? findHead(versions, summary.key, held) : null;
    if (head) return { summary, kept: head.parts, added: this.points.add(held, head.count) };
    return { summary, kept: [], added: [...packed, ...this.points.add(held)] };
  }
}

/** The longest series of these versions that the points begin with. Nothing is loaded: fingerprints tell. */
function findHead(versions: readonly StoredRun[], key: MetricKey, points: HeldPoints): StoredSeries | null {
  if (versions.length === 0) return null;
  const candidates = versions
    .flatMap((version) => version.series.find((series) => series.key === key) ?? [])
    .filter((series) => series.count <= points.count)
    .sort((a, b) => b.count - a.count);
  return candidates.find((series) => fingerprintOf(points, series.count) === series.fingerprint) ?? null;
}

function fingerprintOf(points: HeldPoints, count: number): string {
  const fingerprint = new SeriesFingerprint();
  points.fingerprint(fingerprint, count);
  return fingerprint.digest();
}
