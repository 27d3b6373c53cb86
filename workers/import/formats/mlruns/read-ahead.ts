import { throwIfAborted } from '../../../../src/base/abort.ts';
import { readAll, type SourceFile, SourceReadError } from '../../source.ts';

/** Files of a store are small; larger ones are left to the caller, who reads them in slices. */
export const SMALL_FILE_BYTES = 1024 * 1024;
/** In flight and waiting for their turn: one slow read at the front must not leave the others idle. */
const MAX_OPEN = 128;
const MAX_AHEAD_BYTES = 16 * 1024 * 1024;

export type ReadOutcome =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'large' };

/** Whoever gives out the contents of small files. */
export interface FileTaker {
  take(file: SourceFile): Promise<ReadOutcome>;
}

interface Ahead {
  readonly file: SourceFile;
  readonly outcome: Promise<ReadOutcome>;
}

/**
 * Reads many small files in a given order with several reads under way, across the borders of runs: a store of
 * thousands of tiny files is bound by waiting, not by bytes.
 */
export class ReadAhead implements FileTaker {
  /** Bytes handed out. */
  bytesRead = 0;
  private readonly planned: Iterator<SourceFile>;
  private readonly signal: AbortSignal;
  private readonly window: Ahead[] = [];
  private bytesAhead = 0;
  private isPlanDone = false;

  constructor(planned: Iterator<SourceFile>, signal: AbortSignal) {
    this.planned = planned;
    this.signal = signal;
  }

  /** The content of the next file of the plan; files of the plan before it that nobody wants are passed over. */
  async take(file: SourceFile): Promise<ReadOutcome> {
    throwIfAborted(this.signal);
    for (;;) {
      this.fill();
      const next = this.window.shift();
      if (next === undefined) return this.start(file).outcome;
      if (next.file.sizeBytes <= SMALL_FILE_BYTES) this.bytesAhead -= next.file.sizeBytes;
      if (next.file !== file) continue;
      const outcome = await next.outcome;
      throwIfAborted(this.signal);
      if (outcome.kind === 'bytes') this.bytesRead += outcome.bytes.length;
      return outcome;
    }
  }

  /** The content of a file that is taken later, or outside of the plan; nothing is passed over. */
  peek(file: SourceFile): Promise<ReadOutcome> {
    throwIfAborted(this.signal);
    this.fill();
    return (this.window.find((one) => one.file === file) ?? this.start(file)).outcome;
  }

  private fill(): void {
    while (!this.isPlanDone && this.window.length < MAX_OPEN && this.bytesAhead < MAX_AHEAD_BYTES) {
      const next = this.planned.next();
      if (next.done) {
        this.isPlanDone = true;
        return;
      }
      this.window.push(this.start(next.value));
      if (next.value.sizeBytes <= SMALL_FILE_BYTES) this.bytesAhead += next.value.sizeBytes;
    }
  }

  private start(file: SourceFile): Ahead {
    if (file.sizeBytes > SMALL_FILE_BYTES) return { file, outcome: Promise.resolve({ kind: 'large' }) };
    // Failures are kept as outcomes, so that a read nobody waits for any more cannot go unhandled.
    const outcome = readAll(file).then(
      (bytes): ReadOutcome => ({ kind: 'bytes', bytes }),
      (error: unknown): ReadOutcome => {
        if (error instanceof SourceReadError) return { kind: 'unreadable' };
        throw error;
      },
    );
    outcome.catch(() => undefined);
    return { file, outcome };
  }
}
