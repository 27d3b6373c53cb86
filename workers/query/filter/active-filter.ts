import {
  EVERYTHING,
  type FilterExpression,
  type FilterMistake,
} from '../../../src/domain/filter/expression.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import type { DirectionOf } from '../../../src/domain/metric-direction.ts';
import type { TableQuery } from '../../../src/rpc/query-api.ts';

export interface ReadFilter {
  readonly text: string;
  readonly expression: FilterExpression;
  readonly isEverything: boolean;
  /** Of the text that was asked for; `text` is then the one before it. */
  readonly mistake: FilterMistake | null;
}

/** The filter that is in force: while the text has a mistake, the last one that had none, of the same table. */
export class ActiveFilter {
  private about = '';
  private good = '';

  /** `directionOf` says which end of a metric `best()` means. */
  read(
    { filter, experiments, runs }: Pick<TableQuery, 'filter' | 'experiments' | 'runs'>,
    nowMs: number,
    directionOf: DirectionOf,
  ): ReadFilter {
    const about = JSON.stringify([experiments, runs]);
    if (about !== this.about) this.good = '';
    this.about = about;
    const { mistake } = parseFilter(filter, nowMs, directionOf);
    if (!mistake) this.good = filter;
    // Read again for its `now()`.
    const expression = parseFilter(this.good, nowMs, directionOf).expression ?? EVERYTHING;
    const isEverything = expression.kind === 'all' && expression.parts.length === 0;
    return { text: this.good, expression, isEverything, mistake };
  }
}
