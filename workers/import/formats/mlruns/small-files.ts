import type { SourceFile } from '../../source.ts';
import type { OwnedFiles } from './listing.ts';
import { type FileTaker, ReadAhead, type ReadOutcome } from './read-ahead.ts';

/** Contents kept of the runs that are under way: files of some forty bytes each. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
/** A longer one is read again. */
const LONGEST_KEPT_BYTES = 64 * 1024;
/** What a kept file takes beside its bytes. */
const OVERHEAD_BYTES = 200;

interface Kept {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly outcome: ReadOutcome;
}

/** Small files of which those are remembered that will be asked for again: read once more only when they changed. */
export class SmallFiles {
  private readonly kept = new Map<string, Kept>();
  private keptBytes = 0;

  /** Gives out files for one turn, reading ahead in the order of the plan. */
  turn(planned: Iterable<SourceFile>, signal: AbortSignal): SmallFilesTurn {
    const missing = (function* (files: SmallFiles): Generator<SourceFile, undefined> {
      for (const file of planned) if (files.find(file) === null) yield file;
      return undefined;
    })(this);
    return new SmallFilesTurn(this, new ReadAhead(missing, signal));
  }

  find(file: SourceFile): ReadOutcome | null {
    const known = this.kept.get(file.path);
    if (known?.sizeBytes !== file.sizeBytes || known.modifiedMs !== file.modifiedMs) return null;
    return known.outcome;
  }

  keep(file: SourceFile, outcome: ReadOutcome): void {
    this.forget(file.path);
    const sizeBytes = file.sizeBytes + OVERHEAD_BYTES;
    if (outcome.kind !== 'bytes' || file.sizeBytes > LONGEST_KEPT_BYTES) return;
    if (this.keptBytes + sizeBytes > MOST_KEPT_BYTES) return;
    this.keptBytes += sizeBytes;
    this.kept.set(file.path, { sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs, outcome });
  }

  forget(path: string): void {
    const known = this.kept.get(path);
    if (known === undefined) return;
    this.kept.delete(path);
    this.keptBytes -= known.sizeBytes + OVERHEAD_BYTES;
  }
}

export class SmallFilesTurn implements FileTaker {
  /** Files that could not be read: most likely written to at this moment. */
  failures = 0;
  private readonly files: SmallFiles;
  private readonly ahead: ReadAhead;

  constructor(files: SmallFiles, ahead: ReadAhead) {
    this.files = files;
    this.ahead = ahead;
  }

  get bytesRead(): number {
    return this.ahead.bytesRead;
  }

  async take(file: SourceFile): Promise<ReadOutcome> {
    const known = this.files.find(file);
    if (known !== null) return known;
    const outcome = await this.ahead.take(file);
    if (outcome.kind === 'unreadable') this.failures += 1;
    this.files.keep(file, outcome);
    return outcome;
  }

  /** A metric file for its first time: handed on and not kept. */
  takeOnce(file: SourceFile): Promise<ReadOutcome> {
    return this.ahead.take(file);
  }

  /** The owner will most likely not be asked for again. */
  forget({ meta, params, tags, links }: OwnedFiles): void {
    if (meta !== null) this.files.forget(meta.path);
    for (const group of [params, tags, links]) for (const { path } of group) this.files.forget(path);
  }

  async peek(file: SourceFile): Promise<ReadOutcome> {
    const known = this.files.find(file);
    if (known !== null) return known;
    const outcome = await this.ahead.peek(file);
    this.files.keep(file, outcome);
    return outcome;
  }
}
