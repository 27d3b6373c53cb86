import { fromUtf8 } from '../../../../src/base/bytes.ts';
import { WireReader } from '../../../../src/base/protobuf.ts';
import { ConsoleText } from '../../reading/console-text.ts';
import { HeldPoints } from '../../reading/held-series.ts';
import { SteppedLines } from '../../reading/stepped-artifacts.ts';
import { HistoryReader } from './history.ts';
import { ItemWalker } from './items.ts';
import { KeyTable } from './key-table.ts';
import { histogramOf, type LoggedMedia, type MediaFile, mediaFiles } from './media.ts';
import { RECORD, readFacts } from './records.ts';
import { RunFacts } from './run-facts.ts';
import { StatsReader } from './stats.ts';
import { SummaryValues } from './summary-values.ts';

const MOST_MEDIA = 200_000;
const MOST_CHUNK_BYTES = 1024 * 1024;
const MOST_ALERT = 64 * 1024;

/** One run while its log is read: what was said of it, and what was logged by step. */
export class RunReading {
  facts = new RunFacts();
  readonly points: HeldPoints;
  readonly lines = new SteppedLines();
  readonly console = new ConsoleText();
  /** In the order they were logged. */
  readonly media: MediaFile[] = [];
  readonly history: HistoryReader;
  readonly summary: SummaryValues;
  readonly stats: StatsReader;
  /** The file is read again because there were too many points to hold: history and stats alone. */
  readonly isSecondReading: boolean;
  damages = 0;
  /** Records that are missing by the numbers of those around them. */
  lostRecords = 0;
  mediaLeft = 0;
  private lastNumber = 0;
  private readonly keys = new KeyTable();

  constructor(isSecondReading = false) {
    this.isSecondReading = isSecondReading;
    this.points = new HeldPoints(isSecondReading ? Number.POSITIVE_INFINITY : HeldPoints.MOST);
    const listener = {
      media: (media: LoggedMedia) => this.addMedia(media),
      text: this.lines.addText.bind(this.lines),
    };
    this.history = new HistoryReader(this.points, this.keys, isSecondReading ? null : listener);
    this.summary = new SummaryValues(this.keys, new ItemWalker(this.keys));
    this.stats = new StatsReader(this.points);
  }

  /** Records are numbered from 1; a resumed run begins anew in its next file. */
  noteNumber(number: number): void {
    if (number > this.lastNumber + 1 && this.damages > 0) this.lostRecords += number - this.lastNumber - 1;
    this.lastNumber = number;
  }

  noteDamage(damages: number): void {
    this.damages = damages;
    this.history.noteDamage();
  }

  /** Another file of the same run follows: a run that was resumed has not ended. */
  endFile(): void {
    this.damages = 0;
    this.lastNumber = 0;
    this.facts.exitCode = null;
  }

  readSummary(bytes: Uint8Array, start: number, end: number): void {
    this.summary.read(bytes, start, end);
  }

  get keysRefused(): number {
    return this.keys.refused + this.points.refused;
  }

  readOther(field: number, record: WireReader, bytes: Uint8Array, start: number, end: number): void {
    switch (field) {
      case RECORD.stats:
        this.stats.read(bytes, start, end);
        return;
      case RECORD.output:
      case RECORD.outputRaw:
        this.readOutput(record);
        return;
      case RECORD.outputLogger:
        while (record.next()) if (record.field === 1) this.console.add('log', `${textOf(record)}\n`);
        return;
      case RECORD.alert:
        this.readAlert(record);
        return;
      case RECORD.run:
        this.readRunSummary(bytes, start, end);
    }
    readFacts(field, record, this.facts);
    if (field === RECORD.run) this.history.startAt(this.facts.startingStep);
  }

  /** A resumed run carries the summary it had. */
  private readRunSummary(bytes: Uint8Array, start: number, end: number): void {
    const run = new WireReader(bytes, start, end);
    while (run.next()) {
      if (run.field === 5 && run.wire === 2) this.summary.read(bytes, run.valueStart, run.valueEnd);
    }
  }

  /** `{type: 0 stderr, 1 stdout; time; text}`: a piece of what was written, not a line. */
  private readOutput(output: WireReader): void {
    let stream = 'stderr';
    let text = '';
    while (output.next()) {
      if (output.field === 1 && output.int() === 1) stream = 'stdout';
      else if (output.field === 3) text = textOf(output);
    }
    this.console.add(stream, text);
  }

  /** `{title, text, level}` as a text of its own, at the last step there was. */
  private readAlert(alert: WireReader): void {
    const [title = '', text = '', level = ''] = readTexts(alert, 3);
    const head = level === '' ? title : `${level}: ${title}`;
    const { lastStep, lastTimeMs } = this.history;
    this.lines.addText(
      'alerts',
      lastStep,
      lastTimeMs,
      [head, text].filter((part) => part !== '').join('\n\n'),
    );
  }

  private addMedia(media: LoggedMedia): void {
    const histogram = histogramOf(media);
    if (histogram) this.lines.addHistogram(media.key, media, histogram.edges, histogram.counts);
    for (const file of mediaFiles(media)) {
      if (this.media.length < MOST_MEDIA) this.media.push(file);
      else this.mediaLeft += 1;
    }
  }
}

function textOf(reader: WireReader): string {
  return fromUtf8(reader.raw().subarray(0, MOST_CHUNK_BYTES));
}

/** The texts of fields 1 to `count`. */
function readTexts(reader: WireReader, count: number): string[] {
  const texts = Array.from({ length: count }, () => '');
  while (reader.next()) {
    if (reader.field <= count && reader.wire === 2) texts[reader.field - 1] = reader.text(MOST_ALERT);
  }
  return texts;
}
