import type { MarkdownBlock } from '../base/markdown-tree.ts';
import type { ModelFileFormat } from '../domain/artifact-kind.ts';
import type { MlModelResult, Requirement } from '../domain/ml-model.ts';
import type { StepKind } from '../domain/step-lines.ts';
import type { FigureResult } from './figure.ts';
import type { Inspection, NumpyWindow } from './file-inspection.ts';
import type { NotebookResult } from './notebook.ts';
import type { StepFile } from './step-file.ts';

export interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
}

/** Lines of two texts that stand side by side, by their place from 0; null where one side has none there. */
export type DiffLine =
  | { readonly kind: 'same'; readonly left: number; readonly right: number; readonly text: string }
  | {
      readonly kind: 'changed';
      readonly left: number | null;
      readonly right: number | null;
      readonly before: readonly DiffPiece[];
      readonly after: readonly DiffPiece[];
    };

export type TextDiff =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  /** More than `MAX_DIFF_BYTES` or `MAX_DIFF_LINES` on a side. */
  | { readonly kind: 'too-large' }
  /** So little in common that it would take too long. */
  | { readonly kind: 'too-different' };

export const MAX_DIFF_BYTES = 5 * 1024 * 1024;
export const MAX_DIFF_LINES = 100_000;

export type ArrayCells = readonly (readonly string[])[];

/** What the preview worker offers: everything that parses an artifact or a note, away from the page. */
export interface PreviewApi {
  textDiff(left: Blob, right: Blob): Promise<TextDiff>;
  markdown(source: string): Promise<readonly MarkdownBlock[]>;
  inspectFile(format: ModelFileFormat, file: Blob, member: string | null): Promise<Inspection>;
  /** Cells row by row; null where they cannot be read. */
  arrayWindow(file: Blob, member: string | null, window: NumpyWindow): Promise<ArrayCells | null>;
  mlModel(text: string): Promise<MlModelResult>;
  requirements(kind: 'pip' | 'conda', text: string): Promise<readonly Requirement[]>;
  notebook(file: Blob): Promise<NotebookResult>;
  figure(file: Blob): Promise<FigureResult>;
  stepFile(file: Blob, of: StepKind): Promise<StepFile>;
}
