import { sha256Hex } from '../../../src/base/bytes.ts';
import { type Hash, toHash } from '../../../src/domain/ids.ts';
import type { StoredPackIndex } from '../../../src/storage/workspace-db.ts';

const RECORDS_PER_PACK = 500;
/** A pack is also closed at this size, so that a few huge runs do not make a record too big to write. */
const CHARACTERS_PER_PACK = 4 * 1024 * 1024;
const FIRST_BYTES = 256 * 1024;
/** Room beyond this, made for a few huge lines, is given back. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const BYTES_PER_CHARACTER = 3;
const LINE_FEED = 10;

const encoder = new TextEncoder();

type StorePack = (pack: StoredPackIndex, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/** Collects canonical lines of one kind and stores them as packs. Lines become bytes at once; no text is held. */
export class RecordPacker {
  readonly hashes: Hash[] = [];
  private readonly holds: StoredPackIndex['holds'];
  private readonly store: StorePack;
  private bytes = new Uint8Array(FIRST_BYTES);
  private sizeBytes = 0;
  private lineCount = 0;
  private keys: string[] = [];
  private characters = 0;

  constructor(holds: StoredPackIndex['holds'], store: StorePack) {
    this.holds = holds;
    this.store = store;
  }

  get full(): boolean {
    return this.lineCount >= RECORDS_PER_PACK || this.characters >= CHARACTERS_PER_PACK;
  }

  async add(key: string, line: string): Promise<void> {
    this.makeRoom(line.length * BYTES_PER_CHARACTER + 1);
    this.sizeBytes += encoder.encodeInto(line, this.bytes.subarray(this.sizeBytes)).written;
    this.bytes[this.sizeBytes++] = LINE_FEED;
    this.lineCount += 1;
    if (key !== '') this.keys.push(key);
    this.characters += line.length;
    if (this.full) await this.close();
  }

  async close(): Promise<void> {
    if (this.lineCount === 0) return;
    const bytes = this.bytes.slice(0, this.sizeBytes);
    const { keys } = this;
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(FIRST_BYTES);
    this.sizeBytes = 0;
    this.lineCount = 0;
    this.keys = [];
    this.characters = 0;
    const pack = { hash: toHash(await sha256Hex(bytes)), holds: this.holds, keys };
    await this.store(pack, bytes);
    this.hashes.push(pack.hash);
  }

  private makeRoom(forBytes: number): void {
    const needed = this.sizeBytes + forBytes;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.sizeBytes));
    this.bytes = larger;
  }
}
