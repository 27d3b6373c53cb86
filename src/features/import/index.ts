export { DropTarget } from './drop-target.tsx';
export { createImportFlow, type ImportFlow } from './import-flow.ts';
export { ImportInputs } from './import-inputs.tsx';
export { ImportPanel } from './import-panel.tsx';
