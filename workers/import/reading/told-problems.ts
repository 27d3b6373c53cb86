import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { ImportEvent } from '../format.ts';

/** Problems of a source that is followed: a count that grows with the file is told at first and at the end. */
export class ToldProblems {
  /** What a problem is about → how it was told last. */
  private readonly told = new Map<string, string>();

  /** Those that nothing was said of yet. */
  *news(problems: Iterable<ImportProblem>): Generator<ImportEvent> {
    for (const problem of problems) if (!this.told.has(idOf(problem))) yield this.tell(problem);
  }

  /** Those that were not told as they are. */
  *last(problems: Iterable<ImportProblem>): Generator<ImportEvent> {
    for (const problem of problems)
      if (this.told.get(idOf(problem)) !== JSON.stringify(problem)) yield this.tell(problem);
  }

  private tell(problem: ImportProblem): ImportEvent {
    this.told.set(idOf(problem), JSON.stringify(problem));
    return { kind: 'problem', problem };
  }
}

function idOf({ code, path, byte, line }: ImportProblem): string {
  return JSON.stringify([code, path, byte, line]);
}
