import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { nameStranger } from '../../detect/known-strangers.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readConfigYaml, readSmall } from '../../reading/config-yaml.ts';
import { cutLog, damagedLog, unfinishedRun } from '../../reading/log-problems.ts';
import { folderOf, joinPath, nameOf, type SourceFile, type SourceTree } from '../../source.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import { listArtifacts } from './artifacts.ts';
import { findRunFolders, type RunFolder } from './run-folders.ts';
import { readRunLog } from './run-log.ts';
import { RunReading } from './run-reading.ts';
import { readJsonLines, readMetadata } from './text-files.ts';
import { experimentOf, inputsOf, toRunRecord } from './to-record.ts';

/** Reads the run of a run folder, of several where it was resumed, or of a log alone. */
export async function* readWandb(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  throwIfAborted(context.signal);
  for (const parts of runsOf(source)) {
    for await (const event of new RunReader(source.tree, parts, context.signal).read()) {
      throwIfAborted(context.signal);
      yield event;
    }
  }
}

function runsOf({ file, files }: ImportSource): readonly (readonly RunFolder[])[] {
  if (files) return findRunFolders(files.map(({ path }) => path)).map(({ parts }) => parts);
  if (!file) return [];
  const id = /^run-(.+)\.wandb$/.exec(nameOf(file.path))?.[1] ?? nameOf(file.path);
  return [[{ folder: folderOf(file.path), id, log: file.path, files: [file.path] }]];
}

class RunReader {
  private readonly tree: SourceTree;
  private readonly parts: readonly RunFolder[];
  private readonly signal: AbortSignal;
  private readonly reading = new RunReading();
  private readonly problems: ImportProblem[] = [];
  /** Steps, records and bytes of what is missing are told once the whole run is known. */
  private readonly ends: { path: string; atByte: number; isCut: boolean }[] = [];
  private readonly logs: SourceFile[] = [];

  constructor(tree: SourceTree, parts: readonly RunFolder[], signal: AbortSignal) {
    this.tree = tree;
    this.parts = [...parts].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
    this.signal = signal;
  }

  async *read(): AsyncGenerator<ImportEvent> {
    for (const part of this.parts) yield* this.readPart(part);
    const { facts, history } = this.reading;
    if (facts.isEmpty && history.rows === 0) {
      if (this.problems.length === 0) {
        this.problems.push({ code: 'run-empty', path: this.parts[0]!.log ?? this.parts[0]!.folder });
      }
    } else yield* this.tell();
    for (const problem of this.problems) yield { kind: 'problem', problem };
  }

  private async *readPart(part: RunFolder): AsyncGenerator<ImportEvent> {
    const { reading } = this;
    const log = part.log === null ? undefined : this.tree.get(part.log);
    if (log && (await this.isLog(log))) {
      this.logs.push(log);
      const windows = readRunLog(log, reading, this.signal);
      for (;;) {
        const step = await windows.next();
        if (step.done) {
          this.noteEnd(log.path, step.value);
          break;
        }
        yield { kind: 'progress', bytesRead: step.value, file: log.path };
      }
      reading.endFile();
    }
    yield* this.readLines(part);
    await this.readTexts(part, log === undefined);
  }

  /** Whoever copied the folder may have left a pointer or a page under the name of the log. */
  private async isLog(log: SourceFile): Promise<boolean> {
    const magic = await log.slice(0, 4);
    if (magic.length === 4 && [0x3a, 0x57, 0x26, 0x42].every((byte, at) => magic[at] === byte)) return true;
    const head = await log.slice(0, 4096);
    const code = nameStranger(nameOf(log.path), head, log.sizeBytes) ?? 'unrecognised-file';
    this.problems.push({ code, path: log.path });
    return false;
  }

  private noteEnd(
    path: string,
    end: { atByte: number; isCut: boolean; firstDamage: number; tooLarge: number },
  ): void {
    const { reading } = this;
    if (reading.damages > 0) {
      const gaps = reading.history.gaps.splice(0);
      const lost = {
        places: reading.damages,
        firstByte: end.firstDamage,
        records: reading.lostRecords,
        gaps,
      };
      this.problems.push(damagedLog(path, lost));
    }
    if (end.tooLarge > 0) {
      this.problems.push({ code: 'limit-reached', path, facts: { limit: 'a record of 64 MB' } });
    }
    this.ends.push({ path, atByte: end.atByte, isCut: end.isCut });
  }

  /** What clients before 0.10 wrote instead of a log. */
  private async *readLines(part: RunFolder): AsyncGenerator<ImportEvent> {
    const { reading } = this;
    for (const [name, reader] of [
      ['wandb-history.jsonl', reading.history],
      ['wandb-events.jsonl', reading.stats],
    ] as const) {
      const file = this.find(part, name);
      if (!file) continue;
      let bad = 0;
      for await (const lines of readJsonLines(file, this.signal)) {
        for (const row of lines.rows) reader.readJson(row);
        bad += lines.bad;
        yield { kind: 'progress', bytesRead: lines.bytes, file: file.path };
      }
      if (bad > 0)
        this.problems.push({ code: 'metric-line-skipped', path: file.path, facts: { lines: bad } });
    }
  }

  private async readTexts(part: RunFolder, isAlone: boolean): Promise<void> {
    const { facts, summary } = this.reading;
    const read = async (name: string, take: (text: string) => boolean) => {
      const file = this.find(part, name);
      const text = await readSmall(file);
      if (!file || text === null || text.trim() === '' || take(text)) return;
      this.problems.push({ code: 'value-unreadable', path: file.path });
    };
    // Clients since 0.10 say the same in the log.
    if (facts.config.isEmpty) {
      await read('config.yaml', (text) => readConfigYaml(text, facts.config));
      if (!facts.config.isEmpty) facts.isEmpty = false;
    }
    await read('wandb-metadata.json', (text) => readMetadata(text, facts, isAlone));
    if (!isAlone) return;
    await read('wandb-summary.json', (text) => {
      const result = parseLenientJson(text);
      if (!result.ok || !(result.value instanceof Map)) return false;
      summary.readJson(result.value as ReadonlyMap<string, JsonValue>);
      facts.isEmpty = false;
      return true;
    });
  }

  private find(part: RunFolder, name: string): SourceFile | undefined {
    const found = this.tree.get(joinPath(joinPath(part.folder, 'files'), name));
    const own = found ?? this.tree.get(joinPath(part.folder, name));
    // A log that was dropped alone has nothing beside it that is known to be its own.
    return own && part.files.includes(own.path) ? own : undefined;
  }

  private async *tell(): AsyncGenerator<ImportEvent> {
    const { reading } = this;
    const first = this.parts[0]!;
    const finals = reading.summary.finals();
    reading.facts.summaryTexts.push(...finals.texts);
    const experiment = experimentOf(reading.facts);
    yield { kind: 'experiment', experiment };
    const inputs = inputsOf(reading.facts);
    for (const dataset of inputs) yield { kind: 'dataset', dataset };
    const run = toRunRecord(reading, {
      id: first.id,
      origin: first.log ?? first.folder,
      experiment: experiment.key,
      inputs,
    });
    yield { kind: 'run', run };
    if (reading.points.isOver) yield* this.readAgain(run.key);
    else yield* reading.points.drain(run.key);
    const { lastStep, lastTimeMs } = reading.history;
    const step = Number.isFinite(lastStep) ? lastStep : 0;
    for (const [metric, value] of finals.numbers) {
      if (reading.points.has(metric)) continue;
      const timesMs = Float64Array.of(run.endMs ?? lastTimeMs);
      const points = { steps: Float64Array.of(step), timesMs, values: Float64Array.of(value) };
      yield { kind: 'points', run: run.key, metric, points };
    }
    yield* listArtifacts(this.tree, this.parts, reading, run, this.problems);
    yield { kind: 'run-end', run: run.key };
    this.noteMissing();
  }

  /** There were too many points to hold until the record was known. */
  private async *readAgain(run: ReturnType<typeof toRunRecord>['key']): AsyncGenerator<ImportEvent> {
    const again = new RunReading(true);
    again.history.startAt(this.reading.facts.startingStep);
    for (const log of this.logs) {
      for await (const _bytes of readRunLog(log, again, this.signal)) yield* again.points.drainSome(run);
      again.endFile();
    }
    for (const part of this.parts) {
      for (const [name, reader] of [
        ['wandb-history.jsonl', again.history],
        ['wandb-events.jsonl', again.stats],
      ] as const) {
        const file = this.find(part, name);
        if (!file) continue;
        for await (const { rows } of readJsonLines(file, this.signal)) {
          for (const row of rows) reader.readJson(row);
          yield* again.points.drainSome(run);
        }
      }
    }
    yield* again.points.drain(run);
  }

  private noteMissing(): void {
    const { reading } = this;
    const { lastStep } = reading.history;
    for (const { path, atByte, isCut } of this.ends) {
      if (isCut) this.problems.push(cutLog(path, atByte, lastStep));
    }
    const last = this.ends.at(-1);
    if (last && !last.isCut && reading.facts.exitCode === null) {
      this.problems.push(unfinishedRun(last.path, lastStep));
    }
    const path = this.parts[0]!.log ?? this.parts[0]!.folder;
    const refused = reading.keysRefused;
    if (refused > 0) this.problems.push({ code: 'limit-reached', path, facts: { limit: '100,000 metrics' } });
    const dropped = reading.lines.refused + reading.console.dropped + reading.mediaLeft;
    if (dropped > 0) {
      this.problems.push({
        code: 'limit-reached',
        path,
        facts: { limit: 'texts, console or images of one run' },
      });
    }
  }
}

/** The time in the name of the folder: `20240505_100723`. */
function startOf({ folder }: RunFolder): string {
  return /run-(\d{8}_\d{6})-/.exec(nameOf(folder))?.[1] ?? nameOf(folder);
}
