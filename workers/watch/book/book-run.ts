import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { Hash, MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { RunRecord, StoredRun } from '../../../src/domain/run.ts';
import { revisionOfTelling } from '../../../src/domain/told-runs.ts';
import type { Claim } from '../../import/detect/detect.ts';
import { RunBeginning } from '../../import/rivals/same-runs.ts';
import { contentOf } from '../../import/storing/run-draft.ts';
import { BookSeries, type EarlierSeries, type Tally } from './book-series.ts';
import { ConsoleTail } from './console-tail.ts';

/** A run that says it runs, or says nothing, is taken for live when its source or points are not older than this. */
const RECENT_MS = 10 * 60_000;

/** What others hold of a run: as it was, or as it is. */
type Told = 'nothing' | 'older' | 'all';

/** One run as one source tells it. */
export class BookRun {
  readonly series = new Map<MetricKey, BookSeries>();
  beginning = new RunBeginning();
  /** Greatest time of its points. */
  lastPointMs = Number.NEGATIVE_INFINITY;
  lastSignMs = 0;
  /** When it was last learned how a series of it begins. */
  learnedMs = 0;
  isLive = false;
  told: Told = 'nothing';
  /** What imports and commits have of it. */
  readonly contents = new Set<Hash>();
  /** Something changed since it was stored; points, or not only those. */
  hasNews = true;
  storedMs: number;
  storedPoints = 0;
  /** A richer source tells of it. */
  richer: Claim | null = null;
  /** Points were given up: it is neither told nor stored before its source was read again from the start. */
  isMissing = false;
  /** It grew after it had said that it ended: Lightning writes the end of its hparams session at the start. */
  isContradicted = false;
  /** The last reading of its source from the start left it out: whoever tells of it next tells all of it. */
  isLeftOut = false;
  /** It may turn out to be a part of another run, or get another key. */
  isOpen = false;
  /** Nobody reads its source any more. */
  isDropped = false;
  /** Everything is stored and nothing of it is held; the version that it is stored as. */
  parked: Hash | null = null;

  constructor(
    public record: RunRecord,
    public firstSeenMs: number,
    readonly console = new ConsoleTail(),
    /** How often its source has told of a run of this key before it, in one reading: copies of a run lie in one folder. */
    readonly copy = 0,
  ) {
    this.storedMs = firstSeenMs;
  }

  /** By which its source holds it. */
  get place(): string {
    return placeOf(this.record.key, this.copy);
  }

  /** Nothing more is to come. */
  get hasEnded(): boolean {
    return this.isDropped || (this.saysEnded && !this.isContradicted);
  }

  get saysEnded(): boolean {
    const { status } = this.record;
    return status === 'finished' || status === 'failed' || status === 'killed';
  }

  /** When its training began, as far as that is known. */
  get bornMs(): number {
    return Math.min(this.firstSeenMs, this.record.startMs ?? this.firstSeenMs);
  }

  /** True when it says something else than before. */
  say(record: RunRecord): boolean {
    const isNews = canonicalJson(record) !== canonicalJson(this.record);
    if (record.status !== this.record.status) this.isContradicted = false;
    if (isNews) this.record = record;
    this.hasNews ||= isNews;
    return isNews;
  }

  seriesOf(metric: MetricKey, tally: Tally, earlier: (key: MetricKey) => EarlierSeries[]): BookSeries {
    let series = this.series.get(metric);
    if (series === undefined) {
      series = new BookSeries(metric, tally, earlier(metric));
      this.series.set(metric, series);
    }
    return series;
  }

  /** When it last gave a sign, as far as the source tells; null where it tells nothing. */
  signMs(claim: Claim, nowMs: number): number | null {
    const files = claim.files ?? (claim.file ? [claim.file] : []);
    const times = [this.lastPointMs, this.record.startMs ?? Number.NEGATIVE_INFINITY];
    for (const { modifiedMs } of files) times.push(modifiedMs);
    const last = times.reduce((a, b) => Math.max(a, Number.isFinite(b) ? b : a), Number.NEGATIVE_INFINITY);
    return Number.isFinite(last) ? Math.min(last, nowMs) : null;
  }

  /** Seen for the first time: whether its training goes on, or was over long ago. */
  judge(claim: Claim, nowMs: number, isFirstTurn: boolean): void {
    const sign = this.signMs(claim, nowMs) ?? (isFirstTurn ? 0 : nowMs);
    this.lastSignMs = sign;
    this.learnedMs = sign;
    this.isLive = !this.hasEnded && nowMs - sign <= RECENT_MS;
  }

  /** Its source grew. */
  stir(nowMs: number): void {
    this.lastSignMs = nowMs;
    this.isLive ||= !this.hasEnded;
    if (this.told === 'all') this.told = 'older';
  }

  clockWentBack(nowMs: number): void {
    this.firstSeenMs = Math.min(this.firstSeenMs, nowMs);
    this.storedMs = Math.min(this.storedMs, nowMs);
    this.lastSignMs = Math.min(this.lastSignMs, nowMs);
    this.learnedMs = Math.min(this.learnedMs, nowMs);
  }

  get points(): number {
    let sum = 0;
    for (const { count } of this.series.values()) sum += count;
    return sum;
  }

  /** Points that are only in memory. */
  get pendingPoints(): number {
    let sum = 0;
    for (const series of this.series.values()) sum += series.pendingCount;
    return sum;
  }

  /** Whether what was told is still in memory up to its end, so that what follows can be told alone. */
  get canTellGrowth(): boolean {
    if (this.told === 'nothing') return false;
    for (const { told, base } of this.series.values()) if (told < base) return false;
    return true;
  }

  /** Some of its points are in a commit that is under way. */
  get isPacking(): boolean {
    for (const series of this.series.values()) if (series.isPacking) return true;
    return false;
  }

  sortedSeries(): readonly BookSeries[] {
    return [...this.series.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  content(): Hash {
    return contentOf(
      this.record,
      this.sortedSeries().map((series) => series.summary()),
    );
  }

  /** Goes on from the telling before; false where this one tells otherwise. */
  continueFrom(earlier: BookRun): boolean {
    for (const [key, series] of earlier.series) {
      if (series.count > 0 && !this.series.get(key)?.isContinued) return false;
    }
    for (const [key, series] of earlier.series) {
      this.series.get(key)?.continueFrom(series);
    }
    return true;
  }

  sawPoints(timesMs: Float64Array): void {
    for (let at = 0; at < timesMs.length; at++)
      if (timesMs[at]! > this.lastPointMs) this.lastPointMs = timesMs[at]!;
  }

  /** Whether it says the same as the telling from which it goes on. */
  isLike(earlier: BookRun): boolean {
    if (this.series.size !== earlier.series.size) return false;
    for (const [key, { count }] of this.series) if (earlier.series.get(key)?.count !== count) return false;
    return canonicalJson(this.record) === canonicalJson(earlier.record);
  }

  /** Stands for the run from now on. */
  takeOver(earlier: BookRun, goesOn: boolean): void {
    this.isLive = earlier.isLive;
    this.lastSignMs = earlier.lastSignMs;
    if (this.beginning.learned === earlier.beginning.learned) this.learnedMs = earlier.learnedMs;
    this.told = goesOn ? earlier.told : 'nothing';
    const isLonger = this.saysEnded && earlier.saysEnded && goesOn && this.points > earlier.points;
    this.isContradicted =
      isLonger || (earlier.isContradicted && this.record.status === earlier.record.status);
    this.storedMs = earlier.storedMs;
    this.storedPoints = earlier.storedPoints;
    this.richer = earlier.richer;
    for (const content of earlier.contents) this.contents.add(content);
  }

  /** Where storing this telling would add nothing to these versions, nothing of it is held. */
  parkIfStored(versions: readonly StoredRun[]): void {
    const { record, points } = this;
    const content = this.content();
    const isThere = versions.some((version) => version.content === content);
    if (isThere && revisionOfTelling({ record, content, points }, versions) === null) this.park(content);
  }

  /** It is stored as this version. */
  park(content: Hash): void {
    this.release();
    this.parked = content;
    this.isLive = false;
    this.hasNews = false;
    this.told = 'nothing';
  }

  /** The version as which it is stored. */
  wakeAs(version: StoredRun, tally: Tally): void {
    for (const series of version.series) this.series.set(series.key, BookSeries.ofStored(series, tally));
    this.storedPoints = this.points;
    this.parked = null;
  }

  /** Gives up what it holds. */
  release(): void {
    for (const series of this.series.values()) series.release();
    this.series.clear();
  }
}

export function placeOf(key: RunKey, copy: number): string {
  return copy === 0 ? key : `${key}\n${copy}`;
}
