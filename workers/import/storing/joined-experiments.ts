import type { ExperimentKey } from '../../../src/domain/ids.ts';
import type { RunNovelty } from './run-assembler.ts';

/**
 * Counts experiments in which runs of another source came to stand beside those that were there: experiments are the
 * same by id and name. A source that is read again brings runs that are known, and joins nothing.
 */
export class JoinedExperiments {
  private readonly known: ReadonlySet<ExperimentKey>;
  private readonly brought = new Map<ExperimentKey, { hasNew: boolean; hasKnown: boolean }>();

  /** `known` were there before this import. */
  constructor(known: ReadonlySet<ExperimentKey>) {
    this.known = known;
  }

  add(experiment: ExperimentKey, novelty: RunNovelty): void {
    if (!this.known.has(experiment)) return;
    const brought = this.brought.get(experiment) ?? { hasNew: false, hasKnown: false };
    if (novelty === 'new') brought.hasNew = true;
    else brought.hasKnown = true;
    this.brought.set(experiment, brought);
  }

  get count(): number {
    let count = 0;
    for (const { hasNew, hasKnown } of this.brought.values()) if (hasNew && !hasKnown) count += 1;
    return count;
  }
}
