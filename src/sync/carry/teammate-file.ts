import * as v from 'valibot';
import { concatBytes, sha256Hex, toUtf8 } from '../../base/bytes.ts';
import type { EnvelopeId } from '../log/replica.ts';
import {
  BATCH_BYTES,
  type Cargo,
  CarryProblem,
  ChunkSeal,
  ENVELOPES_AT_ONCE,
  loadBatches,
  MAX_CHUNK_BYTES,
} from './cargo.ts';

/**
 * A file for a teammate: `CAIRN-SYNC 1\n`, then records of `[kind (1)][length (4)][payload]`:
 *   1 head: JSON, once and first · 2 an envelope, sealed and signed as it is · 3 a chunk, sealed under the epoch that the
 *   head names · 4 a request to be let in, sealed the same way · 0 the end: how many records came before it, so that a
 *   cut file is known as one.
 * Envelopes come first: the key of the chunks may be one that they bring.
 */
const MAGIC = toUtf8('CAIRN-SYNC 1\n');
const MAGIC_START = toUtf8('CAIRN-SYNC ');
const KIND = { end: 0, head: 1, envelope: 2, chunk: 3, request: 4 } as const;
const PREFIX_BYTES = 5;
/** Room for an envelope or a sealed chunk. */
const MAX_PAYLOAD_BYTES = MAX_CHUNK_BYTES + 1024;
const MAX_HEAD_BYTES = 4096;

const headSchema = v.object({ workspace: v.string(), epoch: v.string(), madeMs: v.number() });

/** Writes envelopes and chunks. What is not in this browser is left out. */
export async function writeTeammateFile(
  cargo: Cargo,
  envelopes: readonly EnvelopeId[],
  chunks: readonly string[],
  nowMs: number,
): Promise<Blob> {
  const epoch = cargo.epoch();
  const seal = await ChunkSeal.of(cargo, epoch);
  if (!seal) throw new CarryProblem('not-allowed');
  const head = toUtf8(JSON.stringify({ workspace: cargo.workspace, epoch, madeMs: nowMs }));
  const parts: Blob[] = [new Blob([MAGIC, toRecord(KIND.head, head)])];
  let count = 1;
  const request = await cargo.joinRequest();
  if (request) {
    count += 1;
    parts.push(new Blob([toRecord(KIND.request, await seal.seal(await sha256Hex(request), request))]));
  }
  for await (const batch of loadBatches(cargo, envelopes)) {
    count += batch.envelopes.length;
    parts.push(new Blob(batch.envelopes.map((one) => toRecord(KIND.envelope, one))));
  }
  for (const hash of chunks) {
    const bytes = await cargo.readChunk(hash);
    if (!bytes) continue;
    count += 1;
    // A blob of its own: the browser may move it out of memory while the next is read.
    parts.push(new Blob([toRecord(KIND.chunk, await seal.seal(hash, bytes))]));
  }
  parts.push(new Blob([toRecord(KIND.end, toUtf8(String(count)))]));
  return new Blob(parts, { type: 'application/octet-stream' });
}

export interface Taken {
  /** Envelopes that were news. */
  readonly changes: number;
  /** Chunks that were news. */
  readonly chunks: number;
  /** People who were let in because of it. */
  readonly letIn: number;
  /** The file was cut: what it held up to there was taken. */
  readonly isCut: boolean;
  /** Records that could not be read. */
  readonly damaged: number;
}

/** Takes in a file, as far as its bytes go. Throws `CarryProblem` for a file of something else. */
export async function readTeammateFile(cargo: Cargo, file: Blob): Promise<Taken> {
  await checkMagic(file);
  const taken = { changes: 0, chunks: 0, letIn: 0, isCut: true, damaged: 0 };
  let seal: ChunkSeal | null = null;
  let epoch: string | null = null;
  let count = 0;
  let batch: Uint8Array<ArrayBuffer>[] = [];
  let batchBytes = 0;
  const flush = async (): Promise<void> => {
    const outcomes = batch.length > 0 ? await cargo.ingest(batch) : [];
    batch = [];
    batchBytes = 0;
    taken.changes += outcomes.filter((one) => one.kind !== 'known' && one.kind !== 'refused').length;
    taken.damaged += outcomes.filter((one) => one.kind === 'refused').length;
  };
  for await (const { kind, payload } of readRecords(file)) {
    if (epoch === null) {
      epoch = readHead(cargo, kind, payload);
    } else if (kind === KIND.envelope) {
      batch.push(payload);
      batchBytes += payload.byteLength;
      if (batch.length >= ENVELOPES_AT_ONCE || batchBytes >= BATCH_BYTES) await flush();
    } else if (kind === KIND.chunk || kind === KIND.request) {
      await flush();
      seal ??= await ChunkSeal.of(cargo, epoch);
      const chunk = await seal?.open(payload);
      if (!chunk) taken.damaged += 1;
      else if (kind === KIND.request) taken.letIn += (await cargo.admit(chunk.bytes)) ? 1 : 0;
      else if (!(await cargo.hasChunks([chunk.hash]))[0]) {
        await cargo.keepChunk(chunk.hash, chunk.bytes);
        taken.chunks += 1;
      }
    } else if (kind === KIND.end) {
      // An end that counts differently is damage that looks like one.
      taken.isCut = new TextDecoder().decode(payload) !== String(count);
      break;
    } else taken.damaged += 1;
    count += 1;
  }
  await flush();
  if (epoch === null) throw new CarryProblem('not-a-file');
  return taken;
}

async function checkMagic(file: Blob): Promise<void> {
  const start = new Uint8Array(await file.slice(0, MAGIC.length).arrayBuffer());
  const isOurs = MAGIC_START.every((byte, at) => start[at] === byte);
  if (!isOurs) throw new CarryProblem('not-a-file');
  if (MAGIC.some((byte, at) => start[at] !== byte)) throw new CarryProblem('newer-link');
}

function readHead(cargo: Cargo, kind: number, payload: Uint8Array): string {
  if (kind !== KIND.head || payload.byteLength > MAX_HEAD_BYTES) throw new CarryProblem('not-a-file');
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    throw new CarryProblem('not-a-file');
  }
  const head = v.safeParse(headSchema, raw);
  if (!head.success) throw new CarryProblem('not-a-file');
  if (head.output.workspace !== cargo.workspace) throw new CarryProblem('other-workspace');
  return head.output.epoch;
}

/** Record after record, one in memory at a time; ends where the bytes do, or where they make no sense. */
async function* readRecords(
  file: Blob,
): AsyncGenerator<{ readonly kind: number; readonly payload: Uint8Array<ArrayBuffer> }> {
  for (let at = MAGIC.length; at + PREFIX_BYTES <= file.size; ) {
    const prefix = new DataView(await file.slice(at, at + PREFIX_BYTES).arrayBuffer());
    const length = prefix.getUint32(1);
    const from = at + PREFIX_BYTES;
    if (length > MAX_PAYLOAD_BYTES || from + length > file.size) return;
    const payload = new Uint8Array(await file.slice(from, from + length).arrayBuffer());
    yield { kind: prefix.getUint8(0), payload };
    at = from + length;
  }
}

function toRecord(kind: number, payload: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const view = new DataView(prefix.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, payload.byteLength);
  return concatBytes([prefix, payload]);
}
