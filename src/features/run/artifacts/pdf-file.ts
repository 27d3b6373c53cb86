import { getDocument, type PDFDocumentProxy, PDFWorker, TextLayer } from 'pdfjs-dist';
import PdfWorkerFile from 'pdfjs-dist/build/pdf.worker.min.mjs?worker';

export type { PageViewport, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
export { TextLayer };

/** Pixels of one image within the file. */
const MAX_IMAGE_PIXELS = 64 * 1024 * 1024;
/** The part of `AnnotationMode` that is used: what marks look like is drawn, forms are not made of elements. */
export const DRAW_ANNOTATIONS = 1;

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  /** Ends the worker, also in the middle of its work. */
  close(): void;
}

export type PdfResult =
  | { readonly kind: 'open'; readonly pdf: OpenPdf }
  | { readonly kind: 'locked' }
  | { readonly kind: 'unreadable' };

/**
 * Opens a PDF in a worker of its own. Nothing in it runs: scripts need a part of the library that is not here, forms
 * are pictures. Nothing is fetched: fonts that the file does not bring are the system's.
 */
export async function openPdf(blob: Blob, signal: AbortSignal): Promise<PdfResult> {
  const data = new Uint8Array(await blob.arrayBuffer());
  // Before there is a worker: one that begins after the end would never be ended.
  signal.throwIfAborted();
  const port = new PdfWorkerFile();
  const close = () => port.terminate();
  signal.addEventListener('abort', close, { once: true });
  // The declaration says that only null may be given.
  const worker = new PDFWorker({ port: port as unknown as null, verbosity: 0 });
  const task = getDocument({
    data,
    worker,
    verbosity: 0,
    isEvalSupported: false,
    enableXfa: false,
    useWorkerFetch: false,
    useWasm: false,
    useSystemFonts: true,
    disableAutoFetch: true,
    maxImageSize: MAX_IMAGE_PIXELS,
  });
  let isLocked = false;
  const locked = new Promise<PdfResult>((resolve) => {
    task.onPassword = () => {
      isLocked = true;
      resolve({ kind: 'locked' });
    };
  });
  try {
    const opened = task.promise.then((document): PdfResult => ({ kind: 'open', pdf: { document, close } }));
    const result = await Promise.race([opened, locked]);
    if (isLocked) close();
    return result;
  } catch {
    close();
    return { kind: isLocked ? 'locked' : 'unreadable' };
  }
}
