import type { EnvelopeId, LogStorage, StoredEnvelope, StoredSecrets } from '../../src/sync/log/replica.ts';

/** A log's storage in memory. What goes in and out is cloned, as IndexedDB would. */
export class MemoryLogStorage implements LogStorage {
  readonly rows = new Map<EnvelopeId, StoredEnvelope>();
  secrets: StoredSecrets | null = null;
  /** Makes the next transactions fail, like a full disk. */
  isFull = false;
  /** How often bytes were asked for. */
  reads = 0;

  async load() {
    const envelopes = [...this.rows.values()].map(({ id, receivedMs, index }) => ({
      id,
      receivedMs,
      index: structuredClone(index),
    }));
    return { envelopes, secrets: this.secrets };
  }

  async append(envelopes: readonly StoredEnvelope[], secrets: StoredSecrets | null): Promise<void> {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    for (const { id, bytes, receivedMs, index } of envelopes) {
      this.rows.set(id, { id, receivedMs, bytes: bytes.slice(), index: structuredClone(index) });
    }
    // Keys are objects of the browser: they are kept as they are.
    if (secrets) this.secrets = { ...secrets, epochKeys: structuredClone(secrets.epochKeys) };
  }

  async bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    this.reads += 1;
    return ids.map((id) => this.rows.get(id)?.bytes.slice() ?? null);
  }
}
