import type {
  FingerprintApi,
  FingerprintAsk,
  FingerprintProgress,
  FingerprintResult,
} from '../../src/rpc/fingerprint-api.ts';
import type { DroppedItem } from '../../src/rpc/import-api.ts';
import { FactStore, importLockName } from '../../src/storage/fact-store.ts';
import { listItems } from '../import/source/list-items.ts';
import { SourceReadError } from '../import/source.ts';
import { commitFingerprint } from './commit-fingerprint.ts';
import { makeFingerprint } from './take-fingerprint.ts';

/** One fingerprint from the drop to its commit: what the worker exposes. */
export class FingerprintSession implements FingerprintApi {
  async take(
    items: readonly DroppedItem[],
    ask: FingerprintAsk,
    onProgress: (progress: FingerprintProgress) => void,
  ): Promise<FingerprintResult> {
    try {
      const files = await listItems(items, new AbortController().signal);
      if (files.length === 0) return { ok: false, code: 'nothing-there' };
      const fingerprint = await makeFingerprint(files, () => Date.now(), onProgress);
      const store = new FactStore(ask.workspace);
      try {
        return await navigator.locks.request(importLockName(ask.workspace), async () => {
          for (const dead of await store.listInterrupted()) await store.rollBackImport(dead);
          return { ok: true, value: await commitFingerprint(store, fingerprint, ask, Date.now()) };
        });
      } finally {
        store.close();
      }
    } catch (error) {
      if (error instanceof SourceReadError) return { ok: false, code: 'unreadable' };
      throw error;
    }
  }
}
