import { expose } from 'comlink';
import type { DownloadApi } from '../src/rpc/download-api.ts';
import { FactStore } from '../src/storage/fact-store.ts';
import { openBlobOutput, openFileOutput } from './download/archive-output.ts';
import { writeArchive } from './download/write-archive.ts';

const stopping = new AbortController();
let running: Promise<unknown> = Promise.resolve();

const api: DownloadApi = {
  async write(request, target, onProgress) {
    const store = new FactStore(request.workspace);
    const output = target ? await openFileOutput(target) : openBlobOutput();
    const written = writeArchive(request, store, output, stopping.signal, onProgress);
    running = written.catch(() => undefined);
    return written.finally(() => store.close());
  },
  async stop() {
    stopping.abort();
    await running;
  },
};

expose(api);
