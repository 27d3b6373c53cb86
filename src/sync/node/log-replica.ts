import type { PendingCounts, Replica } from '../exchange/replica-port.ts';
import type { EnvelopeId, Heads, Member, Outcome, Role } from '../log/replica.ts';
import type { WorkspaceLog } from '../log/workspace-log.ts';

/** The log of this browser as the exchange sees it. `content` hashes what people see of it. */
export class LogReplica implements Replica {
  readonly workspace;
  readonly device;

  constructor(
    private readonly log: WorkspaceLog,
    private readonly content: () => Promise<string>,
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

  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return this.log.sign(bytes);
  }

  contentHash(): Promise<string> {
    return this.content();
  }

  pending(): PendingCounts {
    return countPending(this.log);
  }
}

export function countPending(log: WorkspaceLog): PendingCounts {
  const counts = { waiting: 0, newer: 0, sealed: 0 };
  for (const { verdict } of log.entries())
    if (verdict === 'waiting' || verdict === 'newer' || verdict === 'sealed') counts[verdict] += 1;
  return counts;
}
