import { bundleKind } from './bundle-form.tsx';
import type { ExportKind, PlainFormat } from './export-form.ts';
import { mlflowKind } from './mlflow-form.tsx';
import { tablesKind } from './tables-form.tsx';

/** The dialog hands each kind only settings that came from it. */
export function kindOf(format: PlainFormat): ExportKind {
  switch (format) {
    case 'cairn':
      return bundleKind as unknown as ExportKind;
    case 'mlflow-db':
    case 'mlflow-folder':
      return mlflowKind(format) as unknown as ExportKind;
    case 'csv':
    case 'parquet':
    case 'ndjson':
      return tablesKind(format) as unknown as ExportKind;
  }
}
