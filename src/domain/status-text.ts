import type { RunStatus } from './run.ts';

const TEXTS: Readonly<Record<RunStatus, string>> = {
  running: 'Running',
  scheduled: 'Scheduled',
  finished: 'Finished',
  failed: 'Failed',
  killed: 'Killed',
  unknown: 'Unknown',
};

export function statusText(status: RunStatus): string {
  return TEXTS[status];
}
