import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { nameStranger } from '../../detect/known-strangers.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readBlockLog } from '../../reading/block-log.ts';
import { readConfigYaml, readSmall } from '../../reading/config-yaml.ts';
import { makeExperiment } from '../../reading/foreign-run.ts';
import { cutLog, damagedLog, unfinishedRun } from '../../reading/log-problems.ts';
import { folderOf, joinPath, nameOf, type SourceFile, type SourceTree } from '../../source.ts';
import { listArtifacts } from './artifacts.ts';
import { LOG_NAME } from './run-folders.ts';
import { RunReading } from './run-reading.ts';
import { type RunMetadata, readMetadata, toRunRecord } from './to-record.ts';

const HEAD_BYTES = 7;
const NO_PROJECT = 'swanlab';

/** Reads the run of a run folder, or of a log alone. */
export async function* readSwanlab(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  throwIfAborted(context.signal);
  const log = source.file ?? source.files?.find(({ path }) => LOG_NAME.test(nameOf(path)));
  if (!log) return;
  const files = source.files?.filter((file) => file !== log) ?? [];
  for await (const event of new RunReader(source.tree, log, files, context.signal).read()) {
    throwIfAborted(context.signal);
    yield event;
  }
}

class RunReader {
  private readonly tree: SourceTree;
  private readonly log: SourceFile;
  private readonly folder: string;
  private readonly files: readonly SourceFile[];
  private readonly signal: AbortSignal;
  private readonly reading = new RunReading();
  private readonly problems: ImportProblem[] = [];

  constructor(tree: SourceTree, log: SourceFile, files: readonly SourceFile[], signal: AbortSignal) {
    this.tree = tree;
    this.log = log;
    this.folder = folderOf(log.path);
    this.files = files;
    this.signal = signal;
  }

  async *read(): AsyncGenerator<ImportEvent> {
    const { log, reading } = this;
    const head = await log.slice(0, 4);
    if (!(head.length === 4 && [0x3a, 0x53, 0x57, 0x4c].every((byte, at) => head[at] === byte))) {
      const code = nameStranger(nameOf(log.path), await log.slice(0, 4096), log.sizeBytes);
      yield { kind: 'problem', problem: { code: code ?? 'unrecognised-file', path: log.path } };
      return;
    }
    let isCut = false;
    const windows = readBlockLog(log, HEAD_BYTES, this.signal);
    for (;;) {
      const step = await windows.next();
      if (step.done) {
        this.noteEnd(step.value);
        isCut = step.value.isCut;
        break;
      }
      const window = step.value;
      while (window.next()) {
        reading.noteDamage(window.damages);
        reading.read(window.bytes, window.start, window.end);
      }
      yield { kind: 'progress', bytesRead: window.sizeBytes, file: log.path };
    }
    if (reading.isEmpty) {
      if (this.problems.length === 0) this.problems.push({ code: 'run-empty', path: log.path });
    } else {
      yield* this.tell(await this.readTexts());
      if (!isCut && reading.status === null) this.problems.push(unfinishedRun(log.path, reading.lastStep));
    }
    for (const problem of this.problems) yield { kind: 'problem', problem };
  }

  private noteEnd(end: { damages: number; firstDamage: number; isCut: boolean; atByte: number }): void {
    const { path } = this.log;
    const { lostRecords, gaps, lastStep } = this.reading;
    if (end.damages > 0) {
      const lost = { places: end.damages, firstByte: end.firstDamage, records: lostRecords, gaps };
      this.problems.push(damagedLog(path, lost));
    }
    if (end.isCut) this.problems.push(cutLog(path, end.atByte, lastStep));
  }

  private async readTexts(): Promise<RunMetadata> {
    const config = this.find('config.yaml');
    const text = await readSmall(config);
    if (config && text !== null && text.trim() !== '' && !readConfigYaml(text, this.reading.config)) {
      this.problems.push({ code: 'value-unreadable', path: config.path });
    }
    return readMetadata((await readSmall(this.find('swanlab-metadata.json'))) ?? '');
  }

  private find(name: string): SourceFile | undefined {
    const path = joinPath(joinPath(this.folder, 'files'), name);
    return this.files.find((file) => file.path === path);
  }

  private async *tell(metadata: RunMetadata): AsyncGenerator<ImportEvent> {
    const { reading, log } = this;
    const experiment = makeExperiment('swanlab', reading.project || NO_PROJECT);
    yield { kind: 'experiment', experiment };
    const id = reading.id || LOG_NAME.exec(nameOf(log.path))?.[1] || nameOf(log.path);
    const run = toRunRecord(reading, metadata, {
      key: runKeyOf(id),
      id,
      experiment: experiment.key,
      origin: log.path,
    });
    yield { kind: 'run', run };
    if (reading.points.isOver) yield* this.readAgain(run.key);
    else yield* reading.points.drain(run.key);
    yield* listArtifacts(this.folder, this.files, reading, run, this.tree, this.problems);
    yield { kind: 'run-end', run: run.key };
    const refused = reading.points.refused;
    if (refused > 0) {
      this.problems.push({ code: 'limit-reached', path: log.path, facts: { limit: '100,000 metrics' } });
    }
  }

  /** There were too many points to hold until the record was known. */
  private async *readAgain(run: RunKey): AsyncGenerator<ImportEvent> {
    const again = new RunReading(true);
    for await (const window of readBlockLog(this.log, HEAD_BYTES, this.signal)) {
      while (window.next()) again.read(window.bytes, window.start, window.end);
      yield* again.points.drainSome(run);
    }
    yield* again.points.drain(run);
  }
}

function runKeyOf(id: string): RunKey {
  return toRunKey(/^[A-Za-z0-9][\w.-]{0,127}$/.test(id) ? id : derivedKey('swanlab', id));
}
