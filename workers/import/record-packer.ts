import { sha256Hex, toUtf8 } from '../../src/base/bytes.ts';
import { type Hash, toHash } from '../../src/domain/ids.ts';
import type { StoredPackIndex } from '../../src/storage/workspace-db.ts';

const RECORDS_PER_PACK = 500;
/** A pack is also closed at this size, so that a few huge runs do not make a record too big to write. */
const CHARACTERS_PER_PACK = 4 * 1024 * 1024;

type StorePack = (pack: StoredPackIndex, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/** Collects canonical lines of one kind and stores them as packs. */
export class RecordPacker {
  readonly hashes: Hash[] = [];
  private readonly holds: StoredPackIndex['holds'];
  private readonly store: StorePack;
  private lines: string[] = [];
  private keys: string[] = [];
  private characters = 0;

  constructor(holds: StoredPackIndex['holds'], store: StorePack) {
    this.holds = holds;
    this.store = store;
  }

  get full(): boolean {
    return this.lines.length >= RECORDS_PER_PACK || this.characters >= CHARACTERS_PER_PACK;
  }

  async add(key: string, line: string): Promise<void> {
    this.lines.push(line);
    if (key !== '') this.keys.push(key);
    this.characters += line.length;
    if (this.full) await this.close();
  }

  async close(): Promise<void> {
    if (this.lines.length === 0) return;
    const bytes = toUtf8(`${this.lines.join('\n')}\n`);
    const pack = { hash: toHash(await sha256Hex(bytes)), holds: this.holds, keys: this.keys };
    this.lines = [];
    this.keys = [];
    this.characters = 0;
    await this.store(pack, bytes);
    this.hashes.push(pack.hash);
  }
}
