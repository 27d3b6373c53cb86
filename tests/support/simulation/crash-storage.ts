import type { EnvelopeId, LogStorage, StoredEnvelope, StoredSecrets } from '../../../src/sync/log/replica.ts';
import type { VirtualClock } from '../memory-link.ts';

/** What is on the disk of one browser; outlives its crashes. */
export class Disk {
  readonly rows = new Map<EnvelopeId, StoredEnvelope>();
  secrets: StoredSecrets | null = null;
  isFull = false;
}

/**
 * A log's storage while one page is open. A write takes its time; when the page is killed meanwhile nobody hears of
 * it again, whether it reached the disk or not.
 */
export class CrashStorage implements LogStorage {
  private readonly open = new Set<() => void>();
  private isDead = false;

  constructor(
    private readonly disk: Disk,
    private readonly clock: VirtualClock,
    private readonly writeMs: number,
  ) {}

  /** Kills the page. Of each write under way, `reaches` says whether it is on the disk. */
  crash(reaches: () => boolean): void {
    this.isDead = true;
    for (const commit of this.open) if (reaches()) commit();
    this.open.clear();
  }

  async load() {
    const envelopes = [...this.disk.rows.values()].map(({ id, receivedMs, index }) => ({
      id,
      receivedMs,
      index,
    }));
    return { envelopes, secrets: this.disk.secrets };
  }

  append(envelopes: readonly StoredEnvelope[], secrets: StoredSecrets | null): Promise<void> {
    if (this.isDead) return new Promise(() => undefined);
    if (this.disk.isFull) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const commit = () => {
      for (const row of envelopes) this.disk.rows.set(row.id, row);
      if (secrets) this.disk.secrets = { ...secrets, epochKeys: { ...secrets.epochKeys } };
    };
    this.open.add(commit);
    return new Promise((resolve) => {
      this.clock.after(this.writeMs, () => {
        if (!this.open.delete(commit)) return;
        commit();
        resolve();
      });
    });
  }

  async bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return ids.map((id) => this.disk.rows.get(id)?.bytes ?? null);
  }
}
