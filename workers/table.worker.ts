import { expose } from 'comlink';
import type { TableApi } from '../src/rpc/table-api.ts';
import { openTable } from './table-view/open-table.ts';
import { TableSession } from './table-view/session.ts';

let session: TableSession | null = null;

function ensureSession(): TableSession {
  if (session === null) throw new Error('No table is open');
  return session;
}

const api: TableApi = {
  async open(format, name, file, onProgress) {
    const source = await openTable(format, name, file, onProgress);
    if (source === null) return { kind: 'unreadable' };
    session = new TableSession(source);
    return { kind: 'table', table: { columns: source.columns, rowCount: source.rowCount } };
  },
  arrange: async (question) => ensureSession().arrange(question),
  rows: async (...window) => ensureSession().rows(...window),
  statistics: async (column) => ensureSession().statistics(column),
};

expose(api);
