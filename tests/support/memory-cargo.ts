import { sha256Hex } from '../../src/base/bytes.ts';
import type { Cargo } from '../../src/sync/carry/cargo.ts';
import type { EnvelopeId } from '../../src/sync/log/replica.ts';
import { NOW, type Person } from './log-team.ts';

/** The log of somebody and chunks in memory, as files carry them. */
export class MemoryCargo implements Cargo {
  readonly chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Makes the log take nothing, like a full disk. */
  isFull = false;
  /** What this person shows to be let in. */
  request: Uint8Array<ArrayBuffer> | null = null;
  /** Requests of others that came along. */
  readonly requests: Uint8Array<ArrayBuffer>[] = [];

  constructor(readonly person: Person) {}

  get workspace(): string {
    return this.person.log.workspace;
  }
  epoch(): string {
    return this.person.log.epochKey().epoch;
  }
  deriveKey(label: string, epoch: string) {
    return this.person.log.deriveKey(label, epoch as EnvelopeId);
  }
  missingFor(heads: Parameters<Cargo['missingFor']>[0]) {
    return this.person.log.missingFor(heads);
  }
  bytesOf(ids: readonly EnvelopeId[]) {
    return this.person.log.bytesOf(ids);
  }
  async ingest(batch: readonly Uint8Array<ArrayBuffer>[]) {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    return this.person.log.ingest(batch, NOW);
  }
  async joinRequest() {
    return this.request;
  }
  async admit(request: Uint8Array<ArrayBuffer>) {
    this.requests.push(request);
    return true;
  }
  async readChunk(hash: string) {
    return this.chunks.get(hash) ?? null;
  }
  async hasChunks(hashes: readonly string[]) {
    return hashes.map((hash) => this.chunks.has(hash));
  }
  async keepChunk(hash: string, bytes: Uint8Array<ArrayBuffer>) {
    if ((await sha256Hex(bytes)) !== hash) throw new Error('A chunk that is not what its hash says');
    this.chunks.set(hash, bytes);
  }

  async add(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const hash = await sha256Hex(bytes);
    this.chunks.set(hash, bytes);
    return hash;
  }
}
