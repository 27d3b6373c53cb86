import type { LogStore, Sealed } from '../../storage/log-store.ts';
import type {
  EnvelopeId,
  IndexedEnvelope,
  LogStorage,
  StoredEnvelope,
  StoredSecrets,
} from '../log/replica.ts';

/** The log as it lies in this browser. */
export class BrowserLogStorage implements LogStorage {
  constructor(private readonly store: LogStore) {}

  async load(): ReturnType<LogStorage['load']> {
    const [rows, keys] = await Promise.all([this.store.loadRows(), this.store.loadSecret('keys')]);
    const envelopes = rows.map(({ id, receivedMs, index }) => ({
      id: id as EnvelopeId,
      receivedMs,
      index: index as IndexedEnvelope['index'],
    }));
    return { envelopes, secrets: keys as StoredSecrets | null };
  }

  append(
    envelopes: readonly StoredEnvelope[],
    secrets: StoredSecrets | null,
    carries: Sealed | null,
  ): Promise<void> {
    return this.store.append(envelopes, secrets, carries ?? undefined);
  }

  async bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return this.store.loadBytes(ids);
  }
}
