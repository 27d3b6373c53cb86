import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { bundleGroups } from './layout.ts';

/** What mlflow-export-import writes of single runs, experiments and models, and of whole servers. */
export const mlflowExport: ImportFormat = {
  id: 'mlflow-export',
  label: 'MLflow export',
  groups: bundleGroups,
  match(probe) {
    if (probe.kind !== 'file' || probe.head[0] !== 0x7b) return 'no';
    const text = new TextDecoder().decode(probe.head);
    const isExport =
      /^\{\s*"system": ?\{/.test(text) &&
      text.includes('"mlflow_version"') &&
      text.includes('"mlflow_tracking_uri"');
    return isExport ? 'signature' : 'no';
  },
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readExport(source, context)),
};
