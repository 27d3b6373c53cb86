import { formatCount, formatPlural } from '../../base/format.ts';
import type { AlertTrial } from '../../domain/alerts/alert.ts';

export type TrialPeriod = '30' | '365' | 'ever';

const PERIOD: Readonly<Record<TrialPeriod, string>> = {
  30: 'in the last 30 days',
  365: 'in the last year',
  ever: 'in all that is here',
};

/** What a rule would have done until now. null where it could not be tried. */
export function trialText(trial: AlertTrial | null, period: TrialPeriod): string {
  if (!trial) return 'It could not be tried.';
  if (trial.mistake !== '') return trial.mistake;
  if (trial.runs === 0) return 'No run here is what it is about.';
  const looked = `${formatPlural(trial.runs, 'run')} looked at`;
  if (trial.fired === 0) return `Would not have fired ${PERIOD[period]} (${looked}).`;
  const times = trial.fired === 1 ? 'once' : `${formatCount(trial.fired)} times`;
  return `Would have fired ${times} ${PERIOD[period]} (${looked}).`;
}
