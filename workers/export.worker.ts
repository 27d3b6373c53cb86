import { expose } from 'comlink';
import type { ExportApi } from '../src/rpc/export-api.ts';
import type { ReportApi } from '../src/rpc/report-api.ts';
import { openSpace } from './export/bytes/open-space.ts';
import { openPicked } from './export/bytes/picked-space.ts';
import { exportWorkspace } from './export/export-workspace.ts';

let session: Promise<ReportApi> | null = null;

/** Composing a report and writing it need the same parts; each is done in a worker of its own all the same. */
function report(): Promise<ReportApi> {
  session ??= import('./export/report/report-session.ts').then(({ ReportSession }) => new ReportSession());
  return session;
}

const api: ExportApi & ReportApi = {
  export: (query, onProgress) =>
    exportWorkspace(query, query.file ? openPicked(query.file) : openSpace, onProgress),
  open: async (...asked) => (await report()).open(...asked),
  preview: async (...asked) => (await report()).preview(...asked),
};

expose(api);
