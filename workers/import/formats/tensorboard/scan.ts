import { PointBuilder } from '../../../../src/base/columns.ts';
import { WireReader } from '../../../../src/base/protobuf.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { nameOf, type SourceFile } from '../../source.ts';
import { EventReader, type SummaryValue, type TrainingEvent } from './event.ts';
import { fromBuckets, fromRows } from './histograms.ts';
import { type HparamsNews, readHparams } from './hparams.ts';
import { settleKind } from './kinds.ts';
import { readLayout } from './layout.ts';
import { histogramLine, prCurveLine, textLine, textOf } from './lines.ts';
import { encodedBytes, endingOf, type Medium } from './media.ts';
import { RecordPlace, type RecordWindow, readRecords } from './records.ts';
import { ScalarReader } from './scalars.ts';
import { type TagEntry, TagTable } from './tags.ts';
import { readTensor, type Tensor } from './tensor.ts';

/**
 * `hold`: all is found and points stay in memory. `survey`: all but the points, which are counted. `points`: nothing
 * but the points, for whoever takes them after each window.
 */
export type ScanMode = 'hold' | 'survey' | 'points';

/** What several folders of one drop may hold together in memory beside points. */
export interface ScanBudget {
  /** Characters of lines (texts, histograms). */
  lines: number;
  media: number;
}

/** One file among the lines of a run: `texts/note.jsonl`, by step. */
export interface LineFile {
  readonly folder: 'texts' | 'histograms' | 'pr_curves';
  readonly key: string;
  readonly lines: string[];
  /** How many of them were told. */
  told: number;
}

/** A whole file made of one value. */
export interface SingleFile {
  readonly path: string;
  readonly content: string | { readonly file: SourceFile; readonly from: number; readonly to: number };
}

const MOST_IMAGES_PER_VALUE = 100;
const MOST_GRAPHS = 20;
const MOST_PARAMS = 10_000;
/** Points of one series that lie side by side in memory. */
const PIECE_POINTS = 16 * 1024;
const LONGEST_ARGS = 200_000;

/** What the event files of one folder hold: to TensorBoard a run. */
export class FolderScan {
  readonly folder: string;
  readonly tags = new TagTable();
  readonly media: Medium[] = [];
  readonly lineFiles = new Map<string, LineFile>();
  readonly singles: SingleFile[] = [];
  /** Plugins whose values are not read → how many there were. */
  readonly others = new Map<string, number>();
  hparams: HparamsNews = {};
  hasSession = false;
  /** JSON text of the trainer's arguments, as Hugging Face's writes it. */
  args: string | null = null;
  startMs = Number.POSITIVE_INFINITY;
  endMs = Number.NEGATIVE_INFINITY;
  firstTime = Number.NaN;
  events = 0;
  /** Values left out because there was no room for them. */
  noRoom = 0;
  /** A writer that began again may say less the second time: what was said before stays. */
  private readonly params = new Map<string, string>();
  /** A file was read behind one that should have come after it: its values do not stand where they belong. */
  isOutOfOrder = false;
  mode: ScanMode;
  private readonly files: BegunFile[] = [];
  private begunFile!: BegunFile;
  private lastSingleFile = 0;
  private readonly budget: ScanBudget;
  private readonly scalars: ScalarReader;
  private readonly reader: EventReader;
  private file!: SourceFile;
  private window!: RecordWindow;

  constructor(folder: string, mode: ScanMode, budget: ScanBudget) {
    this.folder = folder;
    this.mode = mode;
    this.budget = budget;
    this.scalars = new ScalarReader(this.tags);
    this.reader = new EventReader(this.tags);
  }

  /** The files that were begun, in order. */
  get begun(): readonly BegunFile[] {
    return this.files;
  }

  /** The first file of all, where it was begun. */
  get firstFile(): string {
    return this.files[0] === undefined ? '' : nameOf(this.files[0].path);
  }

  /**
   * Reads on in a file that was begun, or begins one behind all those; yields the bytes that were dealt with, window by
   * window.
   */
  async *read(file: SourceFile, signal: AbortSignal): AsyncGenerator<number> {
    const begun = this.begin(file.path);
    this.file = file;
    this.begunFile = begun;
    const { place, damage } = begun;
    let last = place.at;
    for await (const window of readRecords(file, place, signal)) {
      this.window = window;
      this.readWindow(damage);
      const at = window.fileOffset + window.used;
      yield at - last;
      last = at;
    }
    place.seam.settle(file);
    begun.sizeBytes = file.sizeBytes;
    yield file.sizeBytes - last;
  }

  private begin(path: string): BegunFile {
    const known = this.files.find((one) => one.path === path);
    if (known) return known;
    const last = this.files.at(-1);
    if (last && path < last.path) this.isOutOfOrder = true;
    const damage = { unreadable: 0, firstByte: -1, stepBefore: null, lastStep: null };
    const place = new RecordPlace();
    const begun = { path, number: this.files.length, place, damage, sizeBytes: 0, events: 0 };
    this.files.push(begun);
    return begun;
  }

  /** Gives up the points of a window that were handed on. */
  releasePoints(): void {
    for (const entry of this.tags.entries) {
      entry.earlier.length = 0;
      if (entry.points) entry.points.length = 0;
    }
  }

  private readWindow(damage: FileDamage): void {
    const { window, scalars, begunFile } = this;
    const isFirst = begunFile.number === 0;
    const { view, bytes } = window;
    while (window.next()) {
      if (window.badRecords > 0 && damage.stepBefore === null) damage.stepBefore = damage.lastStep;
      const isScalar = scalars.read(bytes, view, window.start, window.end);
      if (isScalar) this.addScalars();
      else {
        const event = this.reader.read(bytes, window.start, window.end);
        if (event === null) {
          if (damage.unreadable++ === 0) damage.firstByte = window.fileOffset + window.start;
          damage.stepBefore ??= damage.lastStep;
          continue;
        }
        this.addEvent(event);
      }
      const { wallTime, step } = isScalar ? scalars : this.reader.event;
      damage.lastStep = step;
      this.events += 1;
      if (begunFile.events++ === 0 && isFirst) {
        this.firstTime = wallTime;
        if (this.events > 1) this.isOutOfOrder = true;
      }
      const timeMs = wallTime * 1000;
      if (timeMs < this.startMs) this.startMs = timeMs;
      if (timeMs > this.endMs && timeMs < Number.POSITIVE_INFINITY) this.endMs = timeMs;
    }
  }

  private addScalars(): void {
    const { count, entries, values, step, wallTime } = this.scalars;
    const timeMs = Math.floor(wallTime * 1000);
    for (let at = 0; at < count; at++) this.addPoint(entries[at]!, step, timeMs, values[at]!);
  }

  private addPoint(entry: TagEntry, step: number, timeMs: number, value: number): void {
    this.follow(entry);
    entry.count += 1;
    if (value === -1) entry.placeholders += 1;
    if (this.mode === 'survey') return;
    let points = entry.points;
    if (points === null || points.length === PIECE_POINTS) {
      if (points !== null) entry.earlier.push(points.columns());
      points = new PointBuilder(points === null ? 16 : PIECE_POINTS);
      entry.points = points;
    }
    points.push(step, Number.isFinite(timeMs) ? timeMs : Number.NaN, value);
  }

  /** Values of one tag belong together in the order of their files. */
  private follow(entry: TagEntry): void {
    const { number } = this.begunFile;
    if (number < entry.lastFile) this.isOutOfOrder = true;
    else entry.lastFile = number;
  }

  private addEvent(event: TrainingEvent): void {
    for (const value of event.values) this.addValue(event, value);
    if (!event.graph || this.mode === 'points' || this.singles.length >= MOST_GRAPHS) return;
    const { fileOffset } = this.window;
    const { start, end } = event.graph;
    const content = { file: this.file, from: fileOffset + start, to: fileOffset + end };
    this.addSingle('graphs/graph', '.pb', content);
  }

  private addValue(event: TrainingEvent, value: SummaryValue): void {
    const entry = value.tag;
    if (entry === null) return;
    this.follow(entry);
    const tensor = value.tensor && readTensor(value.tensor);
    const kind = settleKind(entry, value, tensor);
    const number =
      value.simple ?? (kind === 'scalar' && tensor?.size === 1 ? (tensor.numbers?.[0] ?? null) : null);
    const timeMs = Math.floor(event.wallTime * 1000);
    if (number !== null) this.addPoint(entry, event.step, timeMs, number);
    else if (this.mode === 'points') return;
    else if (kind === 'hparams') this.addHparams(value);
    else if (!this.addOther(entry, event.step, timeMs, value, tensor)) {
      const plugin = value.metadata?.plugin || (kind === 'other' ? 'tensors' : kind);
      if (!plugin.startsWith('graph')) this.others.set(plugin, (this.others.get(plugin) ?? 0) + 1);
    }
  }

  private addHparams(value: SummaryValue): void {
    const news = value.metadata && readHparams(value.metadata.content);
    if (!news) return;
    if (news.params || news.status) this.hasSession = true;
    for (const [key, value] of news.params ?? [])
      if (this.params.size < MOST_PARAMS || this.params.has(key)) this.params.set(key, value);
    this.hparams = { ...this.hparams, ...news, params: this.params };
  }

  /** False for a value that nothing could be made of. */
  private addOther(
    entry: TagEntry,
    step: number,
    timeMs: number,
    value: SummaryValue,
    tensor: Tensor | null,
  ): boolean {
    switch (entry.kind) {
      case 'image':
      case 'audio':
        return this.addMedia(entry, step, timeMs, value, tensor);
      case 'text':
        return this.addText(entry, step, timeMs, tensor);
      case 'histogram': {
        const histogram = value.histogram ? fromBuckets(value.histogram) : tensor && fromRows(tensor);
        return (
          histogram !== null && this.addLine('histograms', entry.name, histogramLine(step, timeMs, histogram))
        );
      }
      case 'pr-curve': {
        const line = tensor && prCurveLine(step, timeMs, tensor);
        return line !== null && this.addLine('pr_curves', entry.name, line);
      }
      case 'layout': {
        const bytes = tensor?.strings[0];
        if (!bytes) return false;
        this.addSingle('custom_scalars', '.json', JSON.stringify(readLayout(new WireReader(bytes)), null, 1));
        return true;
      }
      case 'graph': {
        const bytes = tensor?.strings[0];
        if (!bytes) return false;
        this.addSingle('graphs/model', '.json', this.placeOf(bytes));
        return true;
      }
      default:
        return false;
    }
  }

  private addMedia(
    entry: TagEntry,
    step: number,
    timeMs: number,
    value: SummaryValue,
    tensor: Tensor | null,
  ): boolean {
    const folder = entry.kind === 'image' ? 'images' : 'audio';
    const message = value.image ?? value.audio;
    const single = message && encodedBytes(message);
    const found = single ? [single] : tensor ? mediaOf(tensor, folder) : [];
    let added = 0;
    found.slice(0, MOST_IMAGES_PER_VALUE).forEach((bytes, index) => {
      const ending = endingOf(bytes);
      if (ending === null) return;
      added += 1;
      if (this.budget.media <= 0) {
        this.noRoom += 1;
        return;
      }
      this.budget.media -= 1;
      const key = found.length > 1 ? `${entry.name}/${index}` : entry.name;
      this.media.push({ folder, key, step, timeMs, ending, ...this.placeOf(bytes) });
    });
    return added > 0;
  }

  private addText(entry: TagEntry, step: number, timeMs: number, tensor: Tensor | null): boolean {
    const text = tensor && textOf(tensor);
    if (text === null) return false;
    if (entry.name === 'args' && text.length <= LONGEST_ARGS) this.args = text;
    return this.addLine('texts', entry.name, textLine(step, timeMs, text));
  }

  private addLine(folder: LineFile['folder'], key: string, line: string): true {
    const id = `${folder}/${key}`;
    let file = this.lineFiles.get(id);
    if (line.length > this.budget.lines) {
      this.noRoom += 1;
      return true;
    }
    this.budget.lines -= line.length;
    if (!file) {
      file = { folder, key, lines: [], told: 0 };
      this.lineFiles.set(id, file);
    }
    file.lines.push(line);
    return true;
  }

  private addSingle(stem: string, ending: string, content: SingleFile['content']): void {
    const { number } = this.begunFile;
    if (number < this.lastSingleFile) this.isOutOfOrder = true;
    else this.lastSingleFile = number;
    const taken = this.singles.filter(({ path }) => path.startsWith(stem)).length;
    if (taken >= MOST_GRAPHS) return;
    this.singles.push({ path: `${stem}${taken > 0 ? `-${taken + 1}` : ''}${ending}`, content });
  }

  /** Where bytes of the window lie in the file. */
  private placeOf(bytes: Uint8Array): { file: SourceFile; from: number; to: number } {
    const from = this.window.fileOffset + bytes.byteOffset - this.window.bytes.byteOffset;
    return { file: this.file, from, to: from + bytes.length };
  }

  /** What is wrong in the files; `isOver`: nobody writes them any more. */
  *problems(isOver: boolean): Generator<ImportProblem> {
    for (const file of this.files) {
      yield* this.damageOf(file);
      if (!isOver || file.place.end(file.sizeBytes) !== 'cut' || !isLongAgo(this.endMs)) continue;
      const facts = stepFact(file.damage.lastStep);
      yield { code: 'record-cut', path: file.path, byte: file.place.at, facts };
    }
  }

  private *damageOf({ path, place, damage, sizeBytes }: BegunFile): Generator<ImportProblem> {
    const bad = place.badRecords + damage.unreadable;
    if (bad > 0) {
      const byte = place.badRecords > 0 ? place.firstBad : damage.firstByte;
      const facts = { records: bad, ...stepFact(damage.stepBefore) };
      yield { code: 'records-damaged', path, byte, facts };
    }
    if (place.skipped > 0) yield { code: 'records-too-large', path, facts: { records: place.skipped } };
    if (place.end(sizeBytes) !== 'damaged') return;
    const facts = { left: sizeBytes - place.at, ...stepFact(damage.lastStep) };
    yield { code: 'records-unreadable', path, byte: place.at, facts };
  }
}

/** A file as far as it was read. */
export interface BegunFile {
  readonly path: string;
  /** Its place among the files of its folder. */
  readonly number: number;
  readonly place: RecordPlace;
  readonly damage: FileDamage;
  sizeBytes: number;
  events: number;
}

/** What went wrong in one file, and where in the training that was. */
interface FileDamage {
  /** Records that are whole and no events. */
  unreadable: number;
  /** Of the first of them. */
  firstByte: number;
  /** Step of the event before the first damaged record. */
  stepBefore: number | null;
  lastStep: number | null;
}

function stepFact(step: number | null): { step?: number } {
  return step === null ? {} : { step };
}

const DAY_MS = 86_400_000;

/** A run that logged in the last day may still be writing: then half a record is no news. */
function isLongAgo(endMs: number): boolean {
  return Number.isFinite(endMs) && Date.now() - endMs > DAY_MS;
}

/** Of a tensor of strings: images come after their width and height, sounds in pairs with a label. */
function mediaOf({ shape, strings }: Tensor, folder: Medium['folder']): readonly Uint8Array[] {
  if (folder === 'images') return strings.slice(2);
  return shape.length === 2 && shape[1] === 2 ? strings.filter((_, index) => index % 2 === 0) : strings;
}
