import { lazy } from 'solid-js';

export { DropTarget } from './drop-target.tsx';
export { createImportFlow, type ImportFlow } from './import-flow.ts';
export { ImportInputs } from './import-inputs.tsx';

/** Nothing to see before the first import. */
export const ImportPanel = lazy(async () => ({ default: (await import('./import-panel.tsx')).ImportPanel }));
/** Of an import, or of a folder that is watched. */
export const ProblemsDialog = lazy(async () => ({
  default: (await import('./problems-dialog.tsx')).ProblemsDialog,
}));
/** Only a table of text or Parquet asks; the rest never loads it. */
export const TableReview = lazy(async () => ({ default: (await import('./table-review.tsx')).TableReview }));
