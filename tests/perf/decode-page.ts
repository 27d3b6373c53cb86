import type { Bare, BareRequest } from './decode.worker.ts';

declare global {
  interface Window {
    /** Runs one bare measurement over the files of an input, in a fresh worker. */
    measure(label: string, what: BareRequest['what']): Promise<Bare>;
  }
}

window.measure = async (label, what) => {
  const inputs = [...document.querySelectorAll('input')];
  const input = inputs.find((candidate) => candidate.labels?.[0]?.textContent?.startsWith(label));
  const files = [...(input?.files ?? [])].map((file) => ({
    path: file.webkitRelativePath || file.name,
    file,
  }));
  const worker = new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Bare>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<Bare>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ what, files } satisfies BareRequest);
    });
  } finally {
    worker.terminate();
  }
};
