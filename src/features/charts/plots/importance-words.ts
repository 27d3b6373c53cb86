import { formatCount, formatPlural } from '../../../base/format.ts';
import { type ImportanceAnswer, type ImportanceResult, LEAST_RUNS } from '../../../rpc/analysis-api.ts';
import { columnLabel } from './column-labels.ts';

/** Fewer runs than this, or less explained than this, and the order of the bars may be chance. */
const FEW_RUNS = 20;
const SOME_RUNS = 30;
const LEAST_R2 = 0.3;
const NOTHING_R2 = 0.05;
const MOST_NAMED = 4;

export interface Trust {
  readonly text: string;
  readonly isDoubtful: boolean;
}

/** How far to trust the bars, in a sentence or two. */
export function trustIn(answer: ImportanceAnswer): Trust {
  const { runs, r2, params } = answer;
  const explained = `the trees explain ${percent(r2)} of the variance of runs they have not seen (R² ${r2.toFixed(2)} out of bag)`;
  const basis = `${formatPlural(runs, 'run')}: ${explained}.`;
  if (r2 < NOTHING_R2) {
    return {
      text: `${basis} That is no better than the mean: these parameters, or this many runs, say nothing about it.`,
      isDoubtful: true,
    };
  }
  const above = params.filter((param) => param.isAboveChance).length;
  const chance =
    above === 0
      ? ' No parameter does better than a shuffled copy of one.'
      : ` ${formatCount(above)} of ${formatPlural(params.length, 'parameter')} ${above === 1 ? 'does' : 'do'} better than any shuffled copy; the pale ones do not.`;
  const doubt = doubtOf(runs, r2);
  return { text: `${basis}${chance}${doubt}`, isDoubtful: doubt !== '' || above === 0 };
}

function doubtOf(runs: number, r2: number): string {
  if (runs < FEW_RUNS) return ` Fewer than ${FEW_RUNS} runs: take the order as a hint, no more.`;
  if (r2 < LEAST_R2) return ' Most of it is left unexplained: take the order as a hint.';
  if (runs < SOME_RUNS) return ` Fewer than ${SOME_RUNS} runs: more would make the order surer.`;
  return '';
}

function percent(r2: number): string {
  return r2 <= 0 ? 'nothing' : `${Math.round(Math.min(1, r2) * 100)} %`;
}

/** What stands in place of the bars. */
export function nothingToSay(result: Exclude<ImportanceResult, ImportanceAnswer>, target: string): string {
  switch (result.kind) {
    case 'too-few-runs':
      return `${formatPlural(result.runs, 'run')} with ${columnLabel(target)}: it takes at least ${LEAST_RUNS} to say anything.`;
    case 'same-target':
      return `${columnLabel(target)} is the same in all ${formatCount(result.runs)} runs.`;
    case 'no-params':
      return 'No parameter differs between these runs in a way that can be compared.';
  }
}

export function importanceNotes(answer: ImportanceAnswer): string[] {
  const notes: string[] = [];
  if (answer.used < answer.runs) {
    notes.push(`the trees were grown on ${formatCount(answer.used)} of ${formatCount(answer.runs)} runs`);
  }
  if (answer.alike.length > 0) {
    const named = answer.alike
      .slice(0, MOST_NAMED)
      .map(({ a, b }) => `${columnLabel(a)} and ${columnLabel(b)}`);
    const more = answer.alike.length - named.length;
    notes.push(
      `change together, so their importance is shared: ${named.join('; ')}${more > 0 ? ` and ${formatPlural(more, 'more pair')}` : ''}`,
    );
  }
  const reasons = [
    ['constant', 'with one value'],
    ['unique', 'different in every run'],
    ['too-many', 'too many to compare'],
  ] as const;
  for (const [reason, words] of reasons) {
    const columns = answer.unused
      .filter((one) => one.reason === reason)
      .map(({ column }) => columnLabel(column));
    if (columns.length === 0) continue;
    const named = columns.slice(0, MOST_NAMED).join(', ');
    const more = columns.length - MOST_NAMED;
    notes.push(`left out, ${words}: ${named}${more > 0 ? ` and ${more} more` : ''}`);
  }
  return notes;
}
