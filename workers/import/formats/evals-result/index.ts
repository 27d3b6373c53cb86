import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';

/** A dataset, a metric in it, and the beginning of its values. What Keras calls its history is `json-log`'s. */
const HEAD =
  /^\s*\{\s*(?!"(?:history|metrics)")"[^"\\]{0,200}"\s*:\s*\{\s*"([^"\\]{0,200})"\s*:\s*\[\s*(?:-?\d|NaN|-?Infinity|\])/;
/** How other tools lay a series out. */
const OTHER = new Set(['steps', 'step', 'values', 'timestamps', 'x', 'y']);

/**
 * `evals_result` of XGBoost and LightGBM as JSON: for each dataset the values of each metric by iteration. Histories of
 * other code in the same form are read as well.
 */
export const evalsResult: ImportFormat = {
  id: 'evals-result',
  label: 'Boosting history',
  match(probe) {
    if (probe.kind !== 'file' || probe.head.length === 0) return 'no';
    const found = HEAD.exec(new TextDecoder().decode(probe.head));
    return found && !OTHER.has(found[1]!) ? 'structure' : 'no';
  },
  read: (source, context) =>
    readLazily(async () => (await import('./read.ts')).readEvalsResult(source, context)),
};
