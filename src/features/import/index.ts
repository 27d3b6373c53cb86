import { lazy } from 'solid-js';

export { DropTarget } from './drop-target.tsx';
export { createImportFlow, type ImportFlow } from './import-flow.ts';
export { ImportInputs } from './import-inputs.tsx';
export { ImportPanel } from './import-panel.tsx';

/** Only a table of text or Parquet asks; the rest never loads it. */
export const TableReview = lazy(async () => ({ default: (await import('./table-review.tsx')).TableReview }));
