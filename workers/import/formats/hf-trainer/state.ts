import type { Pair } from '../../../../src/domain/run.ts';
import type { LoggedSeries } from '../../reading/logged-series.ts';
import { type CutJson, parseCutWrittenJson } from '../../text/cut-json.ts';
import { entriesOf, fieldOf, finiteOf, listOf, numberOf, paramsOf, textOf } from '../../text/json-fields.ts';
import type { WrittenJson, WrittenNumber } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';

/** One `trainer_state.json`. */
export interface TrainerState {
  readonly fields: WrittenJson;
  readonly rows: readonly WrittenJson[];
  readonly step: number;
  readonly isCut: boolean;
  /** The same for all states of one training in a folder: what its first row says stays as it is. */
  readonly identity: string;
}

/** null where the text is no state of a Trainer. */
export function parseState(text: string): TrainerState | null {
  const parsed: CutJson<WrittenNumber> | null = parseCutWrittenJson(text);
  if (!(parsed?.value instanceof Map)) return null;
  const { value, isCut } = parsed;
  const history = fieldOf(value, 'log_history');
  if (!Array.isArray(history)) return null;
  const all = listOf(history);
  // A row ends with its step: one without was cut off itself.
  const rows = isCut && fieldOf(all.at(-1), 'step') === undefined ? all.slice(0, -1) : all;
  const first = rows[0];
  const step = finiteOf(fieldOf(value, 'global_step')) ?? 0;
  const identity = first === undefined ? '' : toPythonText(first);
  return { fields: value, rows, step, isCut, identity };
}

/** Metrics are called as the Trainer's own loggers call them: `eval/loss`, `train/loss`. */
export function metricName(key: string): string {
  for (const part of ['eval', 'test'])
    if (key.startsWith(`${part}_`)) return `${part}/${key.slice(part.length + 1)}`;
  return `train/${key}`;
}

export function takeRows(rows: readonly WrittenJson[], series: LoggedSeries): void {
  let step = 0;
  for (const row of rows) {
    step = finiteOf(fieldOf(row, 'step')) ?? step;
    for (const [key, value] of entriesOf(row)) {
      const number = key === 'step' ? null : numberOf(value);
      if (number !== null) series.push(metricName(key), step, number);
    }
  }
}

/** A training ends with a row of its speed; one that was stopped before has not made all its steps. */
export function isFinished({ fields, rows, step }: TrainerState): boolean {
  const most = finiteOf(fieldOf(fields, 'max_steps')) ?? 0;
  return (most > 0 && step >= most) || rows.some((row) => fieldOf(row, 'train_runtime') !== undefined);
}

/** What the state says beside its history, and the params of this trial of a search. */
export function stateParams({ fields }: TrainerState): Pair[] {
  const pairs = paramsOf(fieldOf(fields, 'trial_params'));
  for (const [key, value] of entriesOf(fields)) {
    const isNested = value instanceof Map || Array.isArray(value);
    if (!isNested) pairs.push([key, toPythonText(value)]);
  }
  return pairs;
}

/** The folder that the run was trained in, as the state knows it; '' where it does not. */
export function trainedFolder({ fields }: TrainerState): string {
  const best = textOf(fieldOf(fields, 'best_model_checkpoint')).replaceAll('\\', '/').split('/');
  return best.at(-2) ?? '';
}
