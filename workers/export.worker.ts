import { expose } from 'comlink';
import type { ExportApi } from '../src/rpc/export-api.ts';
import { openSpace } from './export/bytes/open-space.ts';
import { exportWorkspace } from './export/export-workspace.ts';

const api: ExportApi = {
  export: (query, onProgress) => exportWorkspace(query, openSpace, onProgress),
};

expose(api);
