import type { Pair } from '../../../../src/domain/run.ts';
import { pythonNumber } from './hparams.ts';

const MOST_PARAMS = 1000;
const LONGEST = 6000;

/** The arguments that Hugging Face's Trainer logs as a text of JSON; none where the text is something else. */
export function argsParams(text: string | null): readonly Pair[] {
  if (text === null || !text.trimStart().startsWith('{')) return [];
  let args: unknown;
  try {
    args = JSON.parse(text);
  } catch {
    return [];
  }
  if (args === null || typeof args !== 'object' || Array.isArray(args)) return [];
  return Object.entries(args)
    .slice(0, MOST_PARAMS)
    .map(([key, value]) => [key, pythonText(value).slice(0, LONGEST)]);
}

function pythonText(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return pythonNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
