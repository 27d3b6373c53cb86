import type { ParsedEnvelope } from './envelope.ts';
import { MAX_WAITING, MAX_WAITING_BYTES } from './limits.ts';
import type { EnvelopeId } from './replica.ts';

/** Verified envelopes whose past is not here yet. When it is full the oldest goes: it will be sent again. */
export class WaitingPool {
  private readonly envelopes = new Map<EnvelopeId, ParsedEnvelope>();
  private sizeBytes = 0;

  has(id: EnvelopeId): boolean {
    return this.envelopes.has(id);
  }

  add(envelope: ParsedEnvelope): void {
    if (this.envelopes.has(envelope.id)) return;
    this.envelopes.set(envelope.id, envelope);
    this.sizeBytes += envelope.bytes.byteLength;
    for (const oldest of this.envelopes.values()) {
      if (this.envelopes.size <= MAX_WAITING && this.sizeBytes <= MAX_WAITING_BYTES) return;
      this.remove(oldest.id);
    }
  }

  /** Takes everything out, to be tried again. */
  takeAll(): readonly ParsedEnvelope[] {
    const all = [...this.envelopes.values()];
    this.envelopes.clear();
    this.sizeBytes = 0;
    return all;
  }

  private remove(id: EnvelopeId): void {
    this.sizeBytes -= this.envelopes.get(id)?.bytes.byteLength ?? 0;
    this.envelopes.delete(id);
  }
}
