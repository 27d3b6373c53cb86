import type { ImportProblem } from '../../../src/domain/problem.ts';

/** Entries of an archive that are left out: told by reason, with the first name and how many there are. */
export class SkippedEntries {
  private readonly found = new Map<string, { readonly name: string; count: number }>();

  add(reason: string, name: string): void {
    const known = this.found.get(reason);
    if (known) known.count += 1;
    else this.found.set(reason, { name: name.slice(0, 200), count: 1 });
  }

  problems(code: ImportProblem['code'], path: string): ImportProblem[] {
    return [...this.found].map(([reason, { name, count }]) => ({
      code,
      path,
      facts: { reason, name, count },
    }));
  }
}
