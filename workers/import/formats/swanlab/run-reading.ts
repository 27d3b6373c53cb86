import { WireReader } from '../../../../src/base/protobuf.ts';
import type { RunStatus } from '../../../../src/domain/run.ts';
import { ConfigTree } from '../../reading/config-tree.ts';
import { ConsoleText } from '../../reading/console-text.ts';
import { HeldPoints, type HeldSeries } from '../../reading/held-series.ts';
import type { StepGap } from '../../reading/log-problems.ts';

/** Fields of `Record` in swanlab/proto/record/v1. */
const RECORD = { num: 1, start: 10, finish: 11, column: 12, scalar: 13, media: 14, log: 16 } as const;
const SYSTEM = 2;
const STATES: readonly RunStatus[] = ['running', 'finished', 'failed', 'killed'];
const MOST_TEXT = 64 * 1024;
const MOST_KEY = 4096;
const MOST_TAGS = 1000;
const MOST_MEDIA = 200_000;

/** A file that was logged at a step; it lies in `media/<kind>/`. */
export interface LoggedFile {
  readonly key: string;
  readonly kind: string;
  readonly step: number;
  readonly timeMs: number;
  readonly name: string;
}

/** Column types by number, which are the names of the folders below `media/`. */
const KINDS = [
  '',
  'scalar',
  'image',
  'audio',
  'text',
  'video',
  'echarts',
  'object3d',
  'molecule',
  'html',
] as const;

/** One run while its log is read. */
export class RunReading {
  readonly points: HeldPoints;
  config = new ConfigTree();
  readonly console = new ConsoleText();
  readonly media: LoggedFile[] = [];
  readonly gaps: StepGap[] = [];
  /** Metric → the metric that is its x. */
  readonly axes = new Map<string, string>();
  isEmpty = true;
  id = '';
  project = '';
  workspace = '';
  name = '';
  notes = '';
  group = '';
  jobType = '';
  tags: string[] = [];
  startMs = Number.NaN;
  endMs = Number.NaN;
  /** null without a finish record. */
  status: RunStatus | null = null;
  error = '';
  lastStep = Number.NaN;
  lastTimeMs = Number.NaN;
  lostRecords = 0;
  mediaLeft = 0;
  private readonly series = new Map<string, HeldSeries | null>();
  private readonly systemKeys = new Set<string>();
  private readonly isSecondReading: boolean;
  private damages = 0;
  private isBehindDamage = false;
  private lastNumber = 0;

  constructor(isSecondReading = false) {
    this.isSecondReading = isSecondReading;
    this.points = new HeldPoints(isSecondReading ? Number.POSITIVE_INFINITY : HeldPoints.MOST);
  }

  noteDamage(damages: number): void {
    if (damages > this.damages) this.isBehindDamage = true;
    this.damages = damages;
  }

  /** `{num, timestamp, one of the kinds}`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    const record = new WireReader(bytes, start, end);
    while (record.next()) {
      if (record.field === RECORD.num) this.noteNumber(record.int());
      else if (record.wire !== 2) continue;
      else if (record.field === RECORD.scalar) this.readScalar(record.message());
      else if (record.field === RECORD.column) this.readColumn(record.message());
      else if (this.isSecondReading) continue;
      else if (record.field === RECORD.start) this.readStart(record.message());
      else if (record.field === RECORD.finish) this.readFinish(record.message());
      else if (record.field === RECORD.media) this.readMedia(record.message());
      else if (record.field === RECORD.log) this.readLog(record.message());
    }
  }

  /** Numbers of records that the client makes itself are negative. */
  private noteNumber(number: number): void {
    if (number <= 0) return;
    if (this.damages > 0 && number > this.lastNumber + 1) this.lostRecords += number - this.lastNumber - 1;
    this.lastNumber = number;
  }

  private readStart(start: WireReader): void {
    this.isEmpty = false;
    const tags: string[] = [];
    while (start.next()) {
      const text = () => start.text(MOST_TEXT);
      switch (start.field) {
        case 1: this.project = text(); break;
        case 2: this.workspace = text(); break;
        case 4: this.name = text(); break;
        case 5: this.notes = text(); break;
        case 6: if (tags.length < MOST_TAGS) tags.push(text()); break;
        case 7: this.group = text(); break;
        case 8: this.jobType = text(); break;
        case 10: this.id = text(); break;
        case 12: if (Number.isNaN(this.startMs)) this.startMs = timeMsOf(start.message()); break;
        default:
      }
    } // biome-ignore format: a table
    this.tags = tags;
  }

  private readFinish(finish: WireReader): void {
    this.status = STATES[0]!;
    while (finish.next()) {
      if (finish.field === 1) this.status = STATES[finish.int()] ?? 'unknown';
      else if (finish.field === 2) this.error = finish.text(MOST_TEXT);
      else if (finish.field === 3) this.endMs = timeMsOf(finish.message());
    }
  }

  private readColumn(column: WireReader): void {
    let isSystem = false;
    let key = '';
    let x = '';
    while (column.next()) {
      if (column.field === 1) isSystem = column.int() === SYSTEM;
      else if (column.field === 3) key = column.text(MOST_KEY);
      else if (column.field === 13) x = column.text(MOST_KEY);
    }
    if (isSystem && this.systemKeys.size < HeldPoints.MOST_SERIES) this.systemKeys.add(key);
    // The step is every metric's x unless another one is named.
    if (x !== '' && x !== 'step' && x !== '_step' && x !== key) this.axes.set(key, x);
  }

  private readScalar(scalar: WireReader): void {
    let key = '';
    let step = 0;
    let timeMs = Number.NaN;
    let value = Number.NaN;
    while (scalar.next()) {
      if (scalar.field === 1) key = scalar.text(MOST_KEY);
      else if (scalar.field === 2) step = scalar.int();
      else if (scalar.field === 4) timeMs = timeMsOf(scalar.message());
      else if (scalar.field === 5) value = numberOf(scalar.message());
    }
    this.isEmpty = false;
    // The machine's own metrics count steps of their own.
    if (!this.systemKeys.has(key)) this.moveTo(step, timeMs);
    const series = this.seriesOf(key);
    if (series) this.points.push(series, step, timeMs, value);
  }

  private readMedia(media: WireReader): void {
    let key = '';
    let step = 0;
    let kind = '';
    let timeMs = Number.NaN;
    const names: string[] = [];
    while (media.next()) {
      if (media.field === 1) key = media.text(MOST_KEY);
      else if (media.field === 2) step = media.int();
      else if (media.field === 3) kind = KINDS[media.int()] ?? '';
      else if (media.field === 4) timeMs = timeMsOf(media.message());
      else if (media.field === 5) readItems(media.message(), names);
    }
    this.moveTo(step, timeMs);
    for (const [index, name] of names.entries()) {
      const own = names.length > 1 ? `${key}/${index}` : key;
      if (this.media.length < MOST_MEDIA) this.media.push({ key: own, kind, step, timeMs, name });
      else this.mediaLeft += 1;
    }
  }

  private readLog(log: WireReader): void {
    let line = '';
    let stream = 'info';
    while (log.next()) {
      if (log.field === 1) line = log.text(1024 * 1024);
      else if (log.field === 2 && log.int() === 1) stream = 'error';
    }
    this.console.add(stream, `${line}\n`);
  }

  private moveTo(step: number, timeMs: number): void {
    if (this.isBehindDamage) this.gaps.push([this.lastStep, step]);
    this.isBehindDamage = false;
    this.lastStep = step;
    if (Number.isFinite(timeMs)) this.lastTimeMs = timeMs;
  }

  private seriesOf(key: string): HeldSeries | null {
    const known = this.series.get(key);
    if (known !== undefined) return known;
    const made = this.points.get(this.systemKeys.has(key) ? systemName(key) : key);
    if (made) this.series.set(key, made);
    return made;
  }
}

/** `__swanlab__.cpu.pct` is the machine's `system/cpu.pct`. */
function systemName(key: string): string {
  return `system/${key.replace(/^__swanlab__\./, '')}`;
}

/** `{number}`; absent is 0. */
function numberOf(value: WireReader): number {
  let number = 0;
  while (value.next()) if (value.field === 1) number = value.float();
  return number;
}

/** `{items*: {filename, …}}`. */
function readItems(value: WireReader, names: string[]): void {
  while (value.next()) {
    if (value.field !== 1 || value.wire !== 2) continue;
    const item = value.message();
    while (item.next()) if (item.field === 1) names.push(item.text(MOST_KEY));
  }
}

/** `{1 seconds, 2 nanoseconds}` in milliseconds; NaN for none. */
function timeMsOf(time: WireReader): number {
  let seconds = 0;
  let nanoseconds = 0;
  while (time.next()) {
    if (time.field === 1) seconds = time.int();
    else if (time.field === 2) nanoseconds = time.int();
  }
  return Math.round(seconds * 1000 + nanoseconds / 1e6);
}
