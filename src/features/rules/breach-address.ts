import type { Breach } from '../../domain/rules/breach.ts';

/** The page of what does not keep a rule; null where the rule itself is at fault. */
export function breachAddress({ subject, label, run, experiment, model, version }: Breach): string | null {
  switch (subject) {
    case 'run':
      return run === null ? null : `/runs/${encodeURIComponent(run)}`;
    case 'experiment':
      return experiment === null ? null : `/experiments/${encodeURIComponent(experiment)}`;
    case 'model':
      return model === null ? null : `/models/${encodeURIComponent(model)}`;
    case 'version':
      return model === null || label === '' || version === null
        ? null
        : `/models/${encodeURIComponent(model)}/${version}`;
  }
}
