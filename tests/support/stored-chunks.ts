import type { Page } from '@playwright/test';

export interface StoredChunks {
  readonly count: number;
  readonly bytes: number;
}

/** Chunks of facts in all workspaces of this page's browser, as they lie in IndexedDB. */
export function countChunks(page: Page): Promise<StoredChunks> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const sum = { count: 0, bytes: 0 };
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('cairn-workspace-')) continue;
      const database = await answer(indexedDB.open(name));
      if (database.objectStoreNames.contains('chunks')) {
        const store = database.transaction('chunks').objectStore('chunks');
        for (const row of (await answer(store.getAll())) as { bytes: Uint8Array }[]) {
          sum.count += 1;
          sum.bytes += row.bytes.byteLength;
        }
      }
      database.close();
    }
    return sum;
  });
}
