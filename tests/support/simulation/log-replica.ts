import { sha256Hex, toUtf8 } from '../../../src/base/bytes.ts';
import type { PendingCounts, Replica } from '../../../src/sync/exchange/replica-port.ts';
import type {
  EnvelopeId,
  Heads,
  Member,
  Outcome,
  Role,
  StoredSecrets,
} from '../../../src/sync/log/replica.ts';
import type { WorkspaceLog } from '../../../src/sync/log/workspace-log.ts';

/** The real log behind the exchange's port. */
export class LogReplica implements Replica {
  readonly workspace: string;
  readonly device;

  constructor(
    private readonly log: WorkspaceLog,
    private readonly secrets: () => StoredSecrets | null,
    private readonly content: () => string,
  ) {
    this.workspace = log.workspace;
    this.device = log.device;
  }

  role(): Role | 'removed' | null {
    return this.log.role();
  }
  members(): readonly Member[] {
    return this.log.members();
  }
  epoch(): string {
    return this.log.epochKey().epoch;
  }
  heads(): Heads {
    return this.log.heads();
  }
  digest(): Promise<string> {
    return this.log.digest();
  }
  missingFor(heads: Heads): readonly EnvelopeId[] {
    return this.log.missingFor(heads);
  }
  has(id: EnvelopeId): boolean {
    return this.log.has(id);
  }
  bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return this.log.bytesOf(ids);
  }
  ingest(batch: readonly Uint8Array<ArrayBuffer>[], nowMs: number): Promise<readonly Outcome[]> {
    return this.log.ingest(batch, nowMs);
  }
  deriveKey(label: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.log.deriveKey(label);
  }
  async sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const key = this.secrets()?.signing.privateKey;
    if (!key) throw new Error('No key');
    return new Uint8Array(await crypto.subtle.sign('Ed25519', key, bytes));
  }
  contentHash(): Promise<string> {
    return sha256Hex(toUtf8(this.content()));
  }
  pending(): PendingCounts {
    const counts = { waiting: 0, newer: 0, sealed: 0 };
    for (const { verdict } of this.log.entries()) if (verdict in counts) counts[verdict as 'newer'] += 1;
    return counts;
  }
}
