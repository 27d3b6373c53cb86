import type { ImportProblem } from '../../src/domain/problem.ts';

const MAX_LISTED = 1000;

/** All problems are counted, the first thousand are kept: a damaged store has one for every file. */
export class ProblemList {
  readonly listed: ImportProblem[];
  count: number;

  constructor(found: readonly ImportProblem[]) {
    this.listed = found.slice(0, MAX_LISTED);
    this.count = found.length;
  }

  add(problem: ImportProblem): void {
    this.count += 1;
    if (this.listed.length < MAX_LISTED) this.listed.push(problem);
  }
}
