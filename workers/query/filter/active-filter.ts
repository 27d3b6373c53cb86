import {
  EVERYTHING,
  type FilterExpression,
  type FilterMistake,
} from '../../../src/domain/filter/expression.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import type { TableQuery } from '../../../src/rpc/query-api.ts';

export interface ReadFilter {
  readonly text: string;
  readonly expression: FilterExpression;
  readonly isEverything: boolean;
  /** Of the text that was asked for; `text` is then the one before it. */
  readonly mistake: FilterMistake | null;
}

/** The filter that is in force: while the text has a mistake, the last one that had none, of the same experiments. */
export class ActiveFilter {
  private about = '';
  private good = '';

  read({ filter, experiments }: Pick<TableQuery, 'filter' | 'experiments'>, nowMs: number): ReadFilter {
    const about = JSON.stringify(experiments);
    if (about !== this.about) this.good = '';
    this.about = about;
    const { mistake } = parseFilter(filter, nowMs);
    if (!mistake) this.good = filter;
    // Read again for its `now()`.
    const expression = parseFilter(this.good, nowMs).expression ?? EVERYTHING;
    const isEverything = expression.kind === 'all' && expression.parts.length === 0;
    return { text: this.good, expression, isEverything, mistake };
  }
}
