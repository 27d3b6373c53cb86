import type { ExportProgress, ExportQuery, ExportResult } from '../../src/rpc/export-api.ts';
import type { OpenSpace } from './bytes/byte-space.ts';
import { openPicked, PickRefused } from './bytes/picked-space.ts';

export type OnProgress = (progress: ExportProgress) => void;

/**
 * Writes a workspace, or a part of it, in the form that was asked for; only that form's writer is loaded. `open` is for
 * what goes into no file of the person's own.
 */
export async function exportWorkspace(
  query: ExportQuery,
  open: OpenSpace,
  onProgress: OnProgress,
): Promise<ExportResult> {
  try {
    return await write(query, query.file ? openPicked(query.file) : open, onProgress);
  } catch (error) {
    if (error instanceof PickRefused) return { kind: 'failed', code: 'folder-refused' };
    throw error;
  }
}

async function write(query: ExportQuery, open: OpenSpace, onProgress: OnProgress): Promise<ExportResult> {
  const { settings } = query;
  switch (settings.format) {
    case 'mlflow-db':
    case 'mlflow-folder': {
      const { exportMlflow } = await import('./mlflow/export-mlflow.ts');
      return exportMlflow(query, settings, open, onProgress);
    }
    case 'cairn': {
      const { exportBundle } = await import('./bundle/export-bundle.ts');
      return exportBundle(query, settings, open, onProgress);
    }
    case 'csv':
    case 'parquet':
    case 'ndjson': {
      const { exportTables } = await import('./tables/export-tables.ts');
      return exportTables(query, settings, open, onProgress);
    }
    case 'report': {
      const { exportReport } = await import('./report/export-report.ts');
      return exportReport(query, settings, open, onProgress);
    }
  }
}
