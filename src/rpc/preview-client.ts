import { type Remote, wrap } from 'comlink';
import type { MarkdownBlock } from '../base/markdown-tree.ts';
import type { ModelFileFormat } from '../domain/artifact-kind.ts';
import type { MlModelResult, Requirement } from '../domain/ml-model.ts';
import type { StepKind } from '../domain/step-lines.ts';
import type { FigureResult } from './figure.ts';
import type { Inspection, NumpyWindow } from './file-inspection.ts';
import type { NotebookResult } from './notebook.ts';
import type { ArrayCells, PreviewApi, TextDiff } from './preview-api.ts';
import type { StepFile } from './step-file.ts';

/** Time limits: input that needs longer is made to need longer, or is too large for a preview. */
const MARKDOWN_LIMIT_MS = 4_000;
const DIFF_LIMIT_MS = 10_000;
const INSPECT_LIMIT_MS = 20_000;
const NOTEBOOK_LIMIT_MS = 15_000;
const FIGURE_LIMIT_MS = 10_000;

interface Running {
  readonly worker: Worker;
  readonly api: Remote<PreviewApi>;
}

let running: Running | null = null;

/** Markdown as a tree that is safe to show; text that takes too long comes back as its source. */
export async function readMarkdown(source: string): Promise<readonly MarkdownBlock[]> {
  const answer = await callWithin(MARKDOWN_LIMIT_MS, async (api) => api.markdown(source));
  return answer ?? [{ kind: 'source', text: source }];
}

/** The cells and outputs of a notebook. */
export async function readNotebook(file: Blob): Promise<NotebookResult> {
  const answer = await callWithin<NotebookResult>(NOTEBOOK_LIMIT_MS, async (api) => api.notebook(file));
  return answer ?? { kind: 'unreadable' };
}

/** A chart that plotly wrote as JSON. */
export async function readFigure(file: Blob): Promise<FigureResult> {
  const answer = await callWithin<FigureResult>(FIGURE_LIMIT_MS, async (api) => api.figure(file));
  return answer ?? { kind: 'no-figure' };
}

/** Where the lines of a file by step are; null where that took too long. */
export async function readStepFile(file: Blob, of: StepKind): Promise<StepFile | null> {
  return callWithin<StepFile>(INSPECT_LIMIT_MS, async (api) => api.stepFile(file, of));
}

/** Two texts side by side. */
export async function readTextDiff(left: Blob, right: Blob): Promise<TextDiff> {
  const answer = await callWithin<TextDiff>(DIFF_LIMIT_MS, async (api) => api.textDiff(left, right));
  return answer ?? { kind: 'too-different' };
}

/** The header of a data or model file; `member` names an array inside an `.npz`. */
export async function inspectFile(
  format: ModelFileFormat,
  file: Blob,
  member: string | null,
): Promise<Inspection> {
  const answer = await callWithin<Inspection>(INSPECT_LIMIT_MS, async (api) =>
    api.inspectFile(format, file, member),
  );
  return answer ?? { kind: 'unreadable', reason: 'slow' };
}

/** Cells of an array, row by row; null where they cannot be read. */
export async function readArrayWindow(
  file: Blob,
  member: string | null,
  window: NumpyWindow,
): Promise<ArrayCells | null> {
  return callWithin<ArrayCells | null>(INSPECT_LIMIT_MS, async (api) =>
    api.arrayWindow(file, member, window),
  );
}

/** What an `MLmodel` says. */
export async function readMlModel(text: string): Promise<MlModelResult> {
  const answer = await callWithin<MlModelResult>(INSPECT_LIMIT_MS, async (api) => api.mlModel(text));
  return answer ?? { ok: false, reason: 'too-complex' };
}

/** The packages of a `requirements.txt` or a `conda.yaml`. */
export async function readRequirements(kind: 'pip' | 'conda', text: string): Promise<readonly Requirement[]> {
  return (await callWithin(INSPECT_LIMIT_MS, async (api) => api.requirements(kind, text))) ?? [];
}

/** The answer, or null when the time was up or the worker failed; a worker that hangs is replaced. */
async function callWithin<T>(
  limitMs: number,
  call: (api: Remote<PreviewApi>) => Promise<T>,
): Promise<T | null> {
  const used = ensureWorker();
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const broken = new Promise<null>((resolve) => {
    // Not for an answer of nothing: others still wait for this worker.
    const stop = () => {
      stopWorker(used);
      resolve(null);
    };
    timer = setTimeout(stop, limitMs);
    used.worker.addEventListener('error', stop, { signal: over.signal });
  });
  try {
    return await Promise.race([call(used.api), broken]);
  } catch (error) {
    console.error('preview failed', error);
    return null;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

function ensureWorker(): Running {
  if (running) return running;
  const worker = new Worker(new URL('../../workers/preview.worker.ts', import.meta.url), { type: 'module' });
  running = { worker, api: wrap<PreviewApi>(worker) };
  return running;
}

function stopWorker(used: Running): void {
  used.worker.terminate();
  if (running === used) running = null;
}
