import type { Alert } from './alert.ts';

/** Where in the app an alert leads, as a path: the very step of the metric, the run, or what else it is about. */
export function alertAddress({ kind, run, metric, step, about }: Alert): string | null {
  if (run !== null) {
    const page = `/runs/${encodeURIComponent(run)}`;
    if (metric === '') return page;
    const at = step === null ? '' : `&step=${step}`;
    return `${page}?metric=${encodeURIComponent(metric)}${at}`;
  }
  if (kind === 'drift') return about === '' ? '/models' : `/models/${encodeURIComponent(about)}`;
  return kind === 'rule-broken' ? '/rules' : null;
}
