import type { RunKey } from '../../../src/domain/ids.ts';
import type { RunRecord } from '../../../src/domain/run.ts';
import type { ImportEvent } from '../format.ts';
import type { SourceFile } from '../source.ts';

/**
 * The runs of a table that is read on and on: a run that goes on is opened again before its new points, and ended when the
 * turn is over.
 */
export class RunTurns {
  private readonly runs = new Map<RunKey, RunRecord>();
  private readonly open = new Set<RunKey>();
  private first: RunRecord | null = null;
  /** Files around the table that were told: path → state. */
  private readonly toldFiles = new Map<string, string>();

  *tell(events: Iterable<ImportEvent>): Generator<ImportEvent> {
    for (const event of events) {
      if (event.kind === 'run') {
        this.first ??= event.run;
        this.runs.set(event.run.key, event.run);
        this.open.add(event.run.key);
      } else if (event.kind === 'points') yield* this.reopen(this.runs.get(event.run));
      else if (event.kind === 'run-end') {
        // Nothing more comes of it.
        this.runs.delete(event.run);
        if (!this.open.delete(event.run)) continue;
      }
      yield event;
    }
  }

  /** Files that belong to the first run, each as `path` in it; those that changed since they were told. */
  *tellFiles(files: readonly { readonly path: string; readonly file: SourceFile }[]): Generator<ImportEvent> {
    if (!this.first) return;
    for (const { path, file } of files) {
      const state = `${file.sizeBytes} ${file.modifiedMs}`;
      if (this.toldFiles.get(path) === state) continue;
      this.toldFiles.set(path, state);
      yield* this.reopen(this.first);
      yield { kind: 'artifact', owner: this.first.key, path, file };
    }
  }

  *close(): Generator<ImportEvent> {
    for (const run of this.open) yield { kind: 'run-end', run };
    this.open.clear();
  }

  private *reopen(run: RunRecord | null | undefined): Generator<ImportEvent> {
    if (!run || this.open.has(run.key)) return;
    this.open.add(run.key);
    yield { kind: 'run', run };
  }
}
