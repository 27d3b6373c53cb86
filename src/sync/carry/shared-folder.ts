import { concatBytes, sha256Hex } from '../../base/bytes.ts';
import { MAX_ENVELOPE_BYTES } from '../log/limits.ts';
import type { EnvelopeId } from '../log/replica.ts';
import {
  type Batch,
  type Cargo,
  CarryProblem,
  ChunkSeal,
  ENVELOPES_AT_ONCE,
  loadBatches,
  MAX_CHUNK_BYTES,
} from './cargo.ts';

/**
 * A folder that several people see (Dropbox, a network drive, a git checkout) as a mailbox. Files are only ever added,
 * and named by their content, so whatever copies the folder about can make no conflict:
 *   `cairn-<workspace>/log/<SHA-256>.cairnlog`      envelopes, each behind its length
 *   `cairn-<workspace>/chunks/<2>/<name>.cairnchunk`  a sealed chunk under a name that says nothing of it
 *   `cairn-<workspace>/requests/<name>.cairnrequest`  a sealed request to be let in
 */
const LENGTH_BYTES = 4;
const MAX_LOG_FILE_BYTES = 64 * 1024 * 1024;
const MAX_LOG_FILES = 100_000;
const MAX_WAITING_FILES = 10_000;
/** No envelope is shorter: a file of nothing but lengths is none of ours. */
const MIN_ENVELOPE_BYTES = 96;
const SUFFIX = '.cairnlog';
const CHUNK_SUFFIX = '.cairnchunk';
const REQUEST_SUFFIX = '.cairnrequest';
const MAX_REQUEST_BYTES = 8 * 1024;
const MAX_REQUESTS = 1000;

export class SharedFolder {
  private readonly readFiles = new Set<string>();
  /** Files with envelopes that wait for others. */
  private readonly waiting = new Set<string>();
  /** Envelopes in the log when the files were last looked at. */
  private sizeAtLook = -1;
  /** Envelopes that some file of the folder holds. */
  private readonly there = new Set<EnvelopeId>();
  private readonly chunksThere = new Set<string>();
  private readRequests = 0;
  private seal: { readonly epoch: string; readonly by: ChunkSeal } | null = null;

  private constructor(
    private readonly cargo: Cargo,
    private readonly log: FileSystemDirectoryHandle,
    private readonly chunks: FileSystemDirectoryHandle,
    private readonly requests: FileSystemDirectoryHandle,
  ) {}

  static async open(folder: FileSystemDirectoryHandle, cargo: Cargo): Promise<SharedFolder> {
    const create = { create: true };
    const own = await folder.getDirectoryHandle(`cairn-${cargo.workspace.slice(0, 16)}`, create);
    return new SharedFolder(
      cargo,
      await own.getDirectoryHandle('log', create),
      await own.getDirectoryHandle('chunks', create),
      await own.getDirectoryHandle('requests', create),
    );
  }

  /**
   * Takes in what others have added since. Returns how many envelopes were news. Files come in any order: those whose
   * envelopes wait for others are looked at again once the log has grown.
   */
  async takeIn(): Promise<number> {
    let news = 0;
    for (let isFirst = true; ; isFirst = false) {
      const size = this.cargo.missingFor(new Map()).length;
      const hasGrown = size !== this.sizeAtLook;
      if (!isFirst && !(hasGrown && this.waiting.size > 0)) break;
      this.sizeAtLook = size;
      news += await this.look(hasGrown);
    }
    await this.takeRequests();
    return news;
  }

  /** Adds what the folder lacks: envelopes, and those of these chunks that are in this browser. */
  async putOut(chunks: Iterable<string>): Promise<void> {
    const lacking = this.cargo.missingFor(new Map()).filter((id) => !this.there.has(id));
    for await (const batch of loadBatches(this.cargo, lacking)) await this.putEnvelopes(batch);
    const seal = await this.ensureSeal();
    await this.putRequest(seal);
    for (const hash of chunks) await this.putChunk(seal, hash);
  }

  /** Fetches chunks that the folder has. Returns those that it lacks. */
  async fetch(hashes: readonly string[]): Promise<readonly string[]> {
    const seal = await this.ensureSeal();
    const lacking: string[] = [];
    for (const hash of hashes) if (!(await this.fetchOne(seal, hash))) lacking.push(hash);
    return lacking;
  }

  private async look(withWaiting: boolean): Promise<number> {
    let news = 0;
    for await (const [name, handle] of entriesOf(this.log)) {
      if (this.readFiles.has(name) || this.readFiles.size >= MAX_LOG_FILES) continue;
      if (this.waiting.has(name) && !withWaiting) continue;
      if (handle.kind !== 'file' || !name.endsWith(SUFFIX)) continue;
      const file = await handle.getFile();
      if (file.size > MAX_LOG_FILE_BYTES) continue;
      const bytes = new Uint8Array(await file.arrayBuffer());
      // Still being copied here, or damaged: looked at again the next time.
      if (`${await sha256Hex(bytes)}${SUFFIX}` !== name) continue;
      const taken = await this.takeEnvelopes(splitEnvelopes(bytes));
      news += taken.news;
      if (taken.waits && this.waiting.size < MAX_WAITING_FILES) this.waiting.add(name);
      else this.noteRead(name);
    }
    return news;
  }

  private noteRead(name: string): void {
    this.waiting.delete(name);
    this.readFiles.add(name);
  }

  private async takeEnvelopes(envelopes: Iterable<Uint8Array<ArrayBuffer>>): Promise<{
    readonly news: number;
    /** Some cannot be taken yet. */
    readonly waits: boolean;
  }> {
    let news = 0;
    let waits = false;
    let batch: Uint8Array<ArrayBuffer>[] = [];
    const flush = async (): Promise<void> => {
      for (const one of await this.cargo.ingest(batch)) {
        if (one.kind !== 'refused') this.there.add(one.id);
        if (one.kind === 'waiting' || (one.kind === 'refused' && one.code === 'flood')) waits = true;
        else if (one.kind !== 'known' && one.kind !== 'refused') news += 1;
      }
      batch = [];
    };
    for (const envelope of envelopes) {
      batch.push(envelope);
      if (batch.length >= ENVELOPES_AT_ONCE) await flush();
    }
    if (batch.length > 0) await flush();
    return { news, waits };
  }

  private async putEnvelopes({ ids, envelopes }: Batch): Promise<void> {
    const content = concatBytes(envelopes.flatMap((one) => [lengthOf(one), one]));
    const name = `${await sha256Hex(content)}${SUFFIX}`;
    await writeFile(this.log, name, content);
    this.noteRead(name);
    for (const id of ids) this.there.add(id);
  }

  private async takeRequests(): Promise<void> {
    const seal = await this.ensureSeal();
    for await (const [name, handle] of entriesOf(this.requests)) {
      if (this.readFiles.has(name) || this.readRequests >= MAX_REQUESTS) continue;
      if (handle.kind !== 'file' || !name.endsWith(REQUEST_SUFFIX)) continue;
      const file = await handle.getFile();
      if (file.size > MAX_REQUEST_BYTES) continue;
      const request = await seal.open(new Uint8Array(await file.arrayBuffer()));
      // Still being copied here, or sealed under another key: looked at again the next time.
      if (!request) continue;
      this.readFiles.add(name);
      this.readRequests += 1;
      await this.cargo.admit(request.bytes);
    }
  }

  private async putRequest(seal: ChunkSeal): Promise<void> {
    const request = await this.cargo.joinRequest();
    if (!request) return;
    const hash = await sha256Hex(request);
    const name = (await seal.nameOf(hash)) + REQUEST_SUFFIX;
    if (this.readFiles.has(name)) return;
    if (!(await existsIn(this.requests, name)))
      await writeFile(this.requests, name, await seal.seal(hash, request));
    this.readFiles.add(name);
  }

  private async putChunk(seal: ChunkSeal, hash: string): Promise<void> {
    if (this.chunksThere.has(hash)) return;
    const name = await seal.nameOf(hash);
    const folder = await this.chunks.getDirectoryHandle(name.slice(0, 2), { create: true });
    if (!(await existsIn(folder, name + CHUNK_SUFFIX))) {
      const bytes = await this.cargo.readChunk(hash);
      if (!bytes) return;
      await writeFile(folder, name + CHUNK_SUFFIX, await seal.seal(hash, bytes));
    }
    this.chunksThere.add(hash);
  }

  private async fetchOne(seal: ChunkSeal, hash: string): Promise<boolean> {
    const name = await seal.nameOf(hash);
    try {
      const folder = await this.chunks.getDirectoryHandle(name.slice(0, 2));
      const file = await (await folder.getFileHandle(name + CHUNK_SUFFIX)).getFile();
      if (file.size > MAX_CHUNK_BYTES + 1024) return false;
      const chunk = await seal.open(new Uint8Array(await file.arrayBuffer()));
      if (chunk?.hash !== hash) return false;
      await this.cargo.keepChunk(hash, chunk.bytes);
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return false;
      throw error;
    }
  }

  /** The folder is written under the newest key; what lies there under an older one is put out again under this. */
  private async ensureSeal(): Promise<ChunkSeal> {
    const epoch = this.cargo.epoch();
    if (this.seal?.epoch === epoch) return this.seal.by;
    const by = await ChunkSeal.of(this.cargo, epoch);
    if (!by) throw new CarryProblem('not-allowed');
    this.seal = { epoch, by };
    this.chunksThere.clear();
    return by;
  }
}

type Entry = readonly [string, FileSystemDirectoryHandle | FileSystemFileHandle];

/** `entries()` is not in the standard types yet. */
function entriesOf(folder: FileSystemDirectoryHandle): AsyncIterable<Entry> {
  return (folder as unknown as { entries(): AsyncIterable<Entry> }).entries();
}

async function existsIn(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch {
    return false;
  }
}

/** The browser writes beside the file and moves it there when it is whole. */
async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await stream.write(bytes);
  await stream.close();
}

function lengthOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = new Uint8Array(LENGTH_BYTES);
  new DataView(prefix.buffer).setUint32(0, bytes.byteLength);
  return prefix;
}

/** As far as the lengths can be those of envelopes. */
function* splitEnvelopes(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + LENGTH_BYTES <= bytes.byteLength; ) {
    const length = view.getUint32(at);
    const from = at + LENGTH_BYTES;
    if (length < MIN_ENVELOPE_BYTES || length > MAX_ENVELOPE_BYTES) return;
    if (from + length > bytes.byteLength) return;
    yield bytes.slice(from, from + length);
    at = from + length;
  }
}
