import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import { nameStranger } from '../../detect/known-strangers.ts';
import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { endBlockLog, followBlockLog, LogPlace, type LogWindow } from '../../reading/block-log.ts';
import { ConfigTree } from '../../reading/config-tree.ts';
import { readConfigYaml, readSmall } from '../../reading/config-yaml.ts';
import { makeExperiment } from '../../reading/foreign-run.ts';
import { cutLog, damagedLog, unfinishedRun } from '../../reading/log-problems.ts';
import { ToldProblems } from '../../reading/told-problems.ts';
import { folderOf, joinPath, nameOf, type SourceFile } from '../../source.ts';
import { RunArtifacts } from './run-artifacts.ts';
import { LOG_NAME } from './run-folders.ts';
import { RunReading } from './run-reading.ts';
import { type RunMetadata, readMetadata, toRunRecord } from './to-record.ts';

const HEAD_BYTES = 7;
const MAGIC = [0x3a, 0x53, 0x57, 0x4c];
/** Whoever is something else than its name says shows it in so many bytes. */
const STRANGER_BYTES = 256;
const NO_PROJECT = 'swanlab';

/** Follows the run of a run folder, or of a log alone. */
export class SwanlabFollower implements Follower {
  private readonly reading = new RunReading();
  private readonly place = new LogPlace(HEAD_BYTES);
  private readonly problems = new ToldProblems();
  private readonly artifacts = new RunArtifacts();
  private kind: 'unknown' | 'log' | 'stranger' = 'unknown';
  private stranger: ImportProblem | null = null;
  private unreadable: ImportProblem | null = null;
  private path = '';
  private logBytes = 0;
  private metadata: RunMetadata = readMetadata('');
  private readonly textVersions = new Map<string, string>();
  private toldRun: { readonly key: RunKey; readonly text: string } | null = null;
  private toldExperiment = '';
  /** Set while something is told: whoever breaks off then cannot go on. */
  private isTelling = false;

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    if (!(yield* this.take(source, context, false))) yield { kind: 'restart' };
  }

  async *end(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
    yield* this.take(source, context, true);
  }

  /** False where what is new does not go on from what was told; nothing but progress was told then. */
  private async *take(
    source: ImportSource,
    { signal }: ReadContext,
    isOver: boolean,
  ): AsyncGenerator<ImportEvent, boolean> {
    throwIfAborted(signal);
    const log = source.file ?? source.files?.find(({ path }) => LOG_NAME.test(nameOf(path)));
    if (this.isTelling || (this.path !== '' && log?.path !== this.path)) return false;
    if (!log) return true;
    this.path = log.path;
    const files = source.files?.filter((file) => file !== log) ?? [];
    if (this.kind === 'unknown') await this.settle(log, isOver);
    if (this.kind === 'log' && !(yield* this.readLog(log, isOver, signal))) return false;
    const { reading } = this;
    const isKnown = !reading.isEmpty && (isOver || reading.id !== '');
    if (isKnown) await this.readTexts(files);
    const id = reading.id || LOG_NAME.exec(nameOf(log.path))?.[1] || nameOf(log.path);
    if (this.toldRun !== null && (this.toldRun.key !== runKeyOf(id) || reading.points.isOver)) return false;
    this.isTelling = true;
    if (isKnown) yield* this.tell(id, log, files, source, signal);
    if (isOver) yield* this.problems.last(this.allProblems(true));
    else yield* this.problems.news(this.allProblems(false));
    this.isTelling = false;
    return true;
  }

  private async settle(log: SourceFile, isOver: boolean): Promise<void> {
    const head = await log.slice(0, MAGIC.length);
    if (head.length === MAGIC.length && MAGIC.every((byte, at) => head[at] === byte)) this.kind = 'log';
    else if (isOver || log.sizeBytes >= STRANGER_BYTES) {
      const code = nameStranger(nameOf(log.path), await log.slice(0, 4096), log.sizeBytes);
      this.stranger = { code: code ?? 'unrecognised-file', path: log.path };
      this.kind = 'stranger';
    }
  }

  private async *readLog(
    log: SourceFile,
    isOver: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent, boolean> {
    const { place } = this;
    const growth = await place.seam.look(log);
    if (growth === 'replaced') return false;
    if (growth === 'grown') {
      for await (const window of followBlockLog(log, place, signal)) {
        this.readWindow(window);
        yield { kind: 'progress', bytesRead: window.sizeBytes, file: log.path };
        throwIfAborted(signal);
      }
      this.logBytes = log.sizeBytes;
    }
    if (isOver) this.readWindow(endBlockLog(place));
    return true;
  }

  private readWindow(window: LogWindow): void {
    const { reading } = this;
    while (window.next()) {
      reading.noteDamage(window.damages);
      reading.read(window.bytes, window.start, window.end);
    }
  }

  /** Reads the texts beside the log that were written anew. */
  private async readTexts(files: readonly SourceFile[]): Promise<void> {
    const { reading } = this;
    const folder = joinPath(folderOf(this.path), 'files');
    const read = async (name: string, take: (text: string, file: SourceFile) => void) => {
      const file = files.find(({ path }) => path === joinPath(folder, name));
      const version = file ? `${file.sizeBytes} ${file.modifiedMs}` : '';
      if (!file || this.textVersions.get(name) === version) return;
      const text = await readSmall(file);
      this.textVersions.set(name, version);
      if (text !== null) take(text, file);
    };
    await read('config.yaml', (text, { path }) => {
      reading.config = new ConfigTree();
      const isRead = text.trim() === '' || readConfigYaml(text, reading.config);
      this.unreadable = isRead ? null : { code: 'value-unreadable', path };
    });
    await read('swanlab-metadata.json', (text) => {
      this.metadata = readMetadata(text);
    });
  }

  private async *tell(
    id: string,
    log: SourceFile,
    files: readonly SourceFile[],
    { tree }: ImportSource,
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent> {
    const { reading, metadata } = this;
    const experiment = makeExperiment('swanlab', reading.project || NO_PROJECT);
    const key = runKeyOf(id);
    const run = toRunRecord(reading, metadata, { key, id, experiment: experiment.key, origin: log.path });
    const { modifiedMs } = log;
    const folder = folderOf(log.path);
    const artifacts = await this.artifacts.news(key, { tree, folder, files, reading, modifiedMs });
    throwIfAborted(signal);
    if (this.toldExperiment !== experiment.key) yield { kind: 'experiment', experiment };
    this.toldExperiment = experiment.key;
    const { points } = reading;
    const isQuiet = points.isEmpty && !points.isOver && artifacts.length === 0;
    if (isQuiet && this.toldRun?.text === JSON.stringify(run)) return;
    yield* this.tellRun(run, log, artifacts, signal);
  }

  private async *tellRun(
    run: RunRecord,
    log: SourceFile,
    artifacts: readonly ImportEvent[],
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent> {
    const { points } = this.reading;
    this.toldRun = { key: run.key, text: JSON.stringify(run) };
    yield { kind: 'run', run };
    if (points.isOver) yield* this.readAgain(run.key, log, signal);
    else yield* points.drain(run.key);
    yield* artifacts;
    yield { kind: 'run-end', run: run.key };
  }

  /** There were too many points to hold until the record was known. */
  private async *readAgain(run: RunKey, log: SourceFile, signal: AbortSignal): AsyncGenerator<ImportEvent> {
    const again = new RunReading(true);
    for await (const window of followBlockLog(log, new LogPlace(HEAD_BYTES), signal)) {
      while (window.next()) again.read(window.bytes, window.start, window.end);
      yield* again.points.drainSome(run);
    }
    yield* again.points.drain(run);
    this.reading.points.resume();
  }

  private *allProblems(isOver: boolean): Generator<ImportProblem> {
    const { path, reading, stranger } = this;
    if (stranger) yield stranger;
    if (this.kind !== 'log') return;
    const { damages, firstDamage, isCut, atByte } = this.place.end(this.logBytes);
    const { lostRecords, gaps, lastStep, points } = reading;
    if (damages > 0)
      yield damagedLog(path, { places: damages, firstByte: firstDamage, records: lostRecords, gaps });
    if (points.refused > 0) yield { code: 'limit-reached', path, facts: { limit: '100,000 metrics' } };
    if (!isOver) return;
    if (isCut) yield cutLog(path, atByte, lastStep);
    if (this.unreadable) yield this.unreadable;
    const { missing } = this.artifacts;
    if (missing > 0) yield { code: 'media-missing', path, facts: { files: missing } };
    if (reading.isEmpty && damages === 0 && !isCut) yield { code: 'run-empty', path };
    if (!reading.isEmpty && !isCut && reading.status === null) yield unfinishedRun(path, lastStep);
  }
}

function runKeyOf(id: string): RunKey {
  return toRunKey(/^[A-Za-z0-9][\w.-]{0,127}$/.test(id) ? id : derivedKey('swanlab', id));
}
