import { concatBytes } from '../../base/bytes.ts';
import type { EnvelopeId } from '../log/replica.ts';
import { encodeMessage } from './messages.ts';
import type { Replica } from './replica-port.ts';

/** Envelopes are sent together up to this size; one that is larger goes alone. */
export const BATCH_BYTES = 256 * 1024;
/** On its way and not taken in by the other side yet; a batch that is larger goes when nothing else is. */
const MAX_UNACKNOWLEDGED = 4;
const MAX_UNACKNOWLEDGED_BYTES = 1024 * 1024;
/** Read from storage at a time. An envelope is a few hundred bytes as a rule, and 16 MiB at most. */
const READ_AT_ONCE = 16;
const MAX_JOBS = 4;

interface Job {
  readonly request: number;
  readonly ids: readonly EnvelopeId[];
}

/**
 * Sends envelopes to one peer in causal order, no faster than its link and its disk take them. Holds at most one
 * batch and sixteen envelopes at a time.
 */
export class Outflow {
  /** Envelopes sent, for the costs. */
  sentEnvelopes = 0;
  sentBytes = 0;
  private readonly replica: Replica;
  private readonly send: (message: Uint8Array<ArrayBuffer>) => Promise<void>;
  private readonly jobs: Job[] = [];
  private running = false;
  private stopped = false;
  private ackedBatches = 0;
  /** Sizes of the batches that are not acknowledged, oldest first. */
  private readonly unacknowledged: number[] = [];
  private wake: () => void = () => undefined;

  constructor(replica: Replica, send: (message: Uint8Array<ArrayBuffer>) => Promise<void>) {
    this.replica = replica;
    this.send = send;
  }

  /**
   * Sends what was asked for (request > 0), or a change just made (0). False when too much waits already: then the
   * other side asks again, or finds out by the next heads.
   */
  offer(request: number, ids: readonly EnvelopeId[]): boolean {
    if (this.stopped || this.jobs.length >= MAX_JOBS) return false;
    this.jobs.push({ request, ids });
    if (!this.running) void this.run();
    return true;
  }

  /** False when more is acknowledged than was sent. */
  onAck(batches: number): boolean {
    const newly = batches - this.ackedBatches;
    if (newly < 0 || newly > this.unacknowledged.length) return false;
    this.ackedBatches = batches;
    this.unacknowledged.splice(0, newly);
    this.wake();
    return true;
  }

  stop(): void {
    this.stopped = true;
    this.jobs.length = 0;
    this.wake();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let job = this.jobs.shift(); job; job = this.jobs.shift()) await this.sendJob(job);
    } catch (error) {
      // The disk cannot be read, or the link is gone: the peer asks somebody else.
      if (!this.stopped) console.warn('Changes could not be sent to a peer', error);
    } finally {
      this.running = false;
    }
  }

  private async sendJob({ request, ids }: Job): Promise<void> {
    let batch: Uint8Array<ArrayBuffer>[] = [];
    let batchBytes = 0;
    for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
      for (const bytes of await this.replica.bytesOf(ids.slice(at, at + READ_AT_ONCE))) {
        if (!bytes) continue;
        if (batch.length > 0 && batchBytes + bytes.byteLength > BATCH_BYTES) {
          await this.sendBatch(request, true, batch);
          batch = [];
          batchBytes = 0;
        }
        batch.push(bytes);
        batchBytes += bytes.byteLength;
      }
    }
    await this.sendBatch(request, false, batch);
  }

  private async sendBatch(request: number, more: boolean, batch: readonly Uint8Array[]): Promise<void> {
    const sizes = batch.map((bytes) => bytes.byteLength);
    const message = encodeMessage('envelopes', { request, more, sizes }, concatBytes(batch));
    while (!this.stopped && !this.hasRoomFor(message.byteLength)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.stopped) return;
    this.unacknowledged.push(message.byteLength);
    this.sentEnvelopes += batch.length;
    this.sentBytes += message.byteLength;
    // A link that fails is reported by its end.
    await this.send(message).catch(() => this.stop());
  }

  private hasRoomFor(sizeBytes: number): boolean {
    const open = this.unacknowledged.reduce((sum, bytes) => sum + bytes, 0);
    const isFew = this.unacknowledged.length < MAX_UNACKNOWLEDGED;
    return open === 0 || (isFew && open + sizeBytes <= MAX_UNACKNOWLEDGED_BYTES);
  }
}
