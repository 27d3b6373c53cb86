import { lazy } from 'solid-js';

export const ExportButton = lazy(async () => ({
  default: (await import('./export-button.tsx')).ExportButton,
}));
export const ExportPanel = lazy(async () => ({ default: (await import('./export-panel.tsx')).ExportPanel }));
export { ReportOf } from './report-of.tsx';
