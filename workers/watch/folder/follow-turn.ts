import { isAbort } from '../../../src/base/abort.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { FollowRestart, ImportEvent } from '../../import/format.ts';
import { SourceReadError } from '../../import/source.ts';

/** `unreadable`: the disk refused, which may be over the next time; `broken`: the reader has a fault. */
export type Failure = 'unreadable' | 'broken';

/**
 * One turn of a reader, begun: whether there is anything to tell is known before somebody is asked to take it.
 */
export class FollowTurn {
  /** Where the reading broke off. */
  failure: Failure | null = null;
  /** Something was told before it broke off. */
  hasTold = false;
  /** It has to be read from the start. */
  isRestart = false;
  /** Stands for what the disk refused and the reader went on without: nothing is gone because it was not told. */
  refusal: ImportProblem | null = null;
  private readonly refusedBefore: number;
  private first: ImportEvent | null = null;
  private readonly iterator: AsyncIterator<ImportEvent | FollowRestart>;

  constructor(
    private readonly path: string,
    events: AsyncIterable<ImportEvent | FollowRestart>,
    /** Which refusal of the disk was the last that concerns its source. */
    private readonly lastRefusal: () => number,
  ) {
    this.refusedBefore = lastRefusal();
    this.iterator = events[Symbol.asyncIterator]();
  }

  /** False where there is nothing to tell: then `isRestart` and `failure` say why. Throws an AbortError only. */
  async begin(): Promise<boolean> {
    try {
      this.first = await this.next();
    } catch (error) {
      this.note(error);
    }
    return this.first !== null;
  }

  /** What the reader tells. Throws a `SourceReadError` where it breaks off, whatever the reason, or an AbortError. */
  async *events(): AsyncGenerator<ImportEvent> {
    let isDone = false;
    try {
      for (let event = this.first ?? (await this.next()); event; event = await this.next()) {
        this.hasTold = true;
        yield event;
      }
      isDone = true;
    } catch (error) {
      isDone = true;
      this.note(error);
      throw error instanceof SourceReadError ? error : new SourceReadError(this.path, error);
    } finally {
      if (!isDone) await this.iterator.return?.();
    }
    if (this.isRestart) throw new SourceReadError(this.path, new Error('It has to be read anew.'));
  }

  /** Nobody will take it. */
  async abandon(): Promise<void> {
    await this.iterator.return?.();
  }

  private async next(): Promise<ImportEvent | null> {
    for (;;) {
      const { done, value } = await this.iterator.next();
      if (done) return this.noteRefusals();
      if (value.kind === 'restart') {
        this.isRestart = true;
        await this.iterator.return?.();
        return null;
      }
      if (value.kind !== 'progress') return value;
    }
  }

  private noteRefusals(): ImportEvent | null {
    if (this.refusal || this.lastRefusal() === this.refusedBefore) return null;
    this.refusal = { code: 'unreadable-file', path: this.path };
    return { kind: 'problem', problem: this.refusal };
  }

  private note(error: unknown): void {
    if (isAbort(error)) throw error;
    this.failure = error instanceof SourceReadError ? 'unreadable' : 'broken';
    if (this.failure === 'broken') console.error(error);
  }
}
