import { throwIfAborted } from '../../../src/base/abort.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import { type SourceFile, SourceReadError } from '../source.ts';
import { partOfFile } from './made-file.ts';
import { toSafePath } from './safe-path.ts';
import { SkippedEntries } from './skipped-entries.ts';
import {
  BLOCK_BYTES,
  hasMoreMap,
  isZeroBlock,
  parseTarHeader,
  type TarHeader,
  textOf,
} from './tar-header.ts';
import { type PaxHeader, parsePax } from './tar-pax.ts';

export interface TarOptions {
  readonly signal: AbortSignal;
  /** Where the entries are said to lie; the tar's own path by default. */
  readonly path?: string;
  readonly maxEntries?: number;
  readonly maxEntryBytes?: number;
}

export interface OpenedTar {
  readonly files: SourceFile[];
  readonly problems: ImportProblem[];
}

const MAX_ENTRIES = 100_000;
/** Folders and links are headers too, as are the extended ones. */
const HEADERS_PER_ENTRY = 4;
const MAX_ENTRY_BYTES = 4 * 1024 ** 3;
/** Python and GNU tar write some hundred bytes. */
const MAX_EXTENSION_BYTES = 1024 * 1024;
const MAX_MAP_BLOCKS = 10_000;
/** Damage in more places than this: what is left is no tar. */
const MAX_PROBLEMS = 100;
/** Headers of small files lie close together, those of large ones far apart. */
const NEAR_BYTES = 64 * 1024;
const NEAR_WINDOW_BYTES = 256 * 1024;

/**
 * Lists what a tar holds as stretches of it: the headers are read here, the files when they are asked for. A later entry
 * takes the place of an earlier one with its name, as it does where a tar is unpacked.
 */
export async function openTar(file: SourceFile, options: TarOptions): Promise<OpenedTar> {
  const listing = new TarListing(file, options);
  try {
    return await listing.read();
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error;
    return { files: [], problems: [{ code: 'unreadable-file', path: file.path }] };
  }
}

/** Said ahead of an entry by blocks of their own. */
interface Announced {
  pax: PaxHeader | null;
  name: string | null;
  linkName: string | null;
  isDamaged: boolean;
}

class TarListing {
  private readonly entries = new Map<string, SourceFile>();
  private readonly skipped = new SkippedEntries();
  private readonly problems: ImportProblem[] = [];
  private readonly blocks: BlockReader;
  private readonly path: string;
  private announced = nothingAnnounced();
  private totalBytes = 0;

  constructor(
    private readonly file: SourceFile,
    private readonly options: TarOptions,
  ) {
    this.blocks = new BlockReader(file);
    this.path = options.path ?? file.path;
  }

  async read(): Promise<OpenedTar> {
    const maxEntries = this.options.maxEntries ?? MAX_ENTRIES;
    let at = 0;
    for (let headers = 0; ; headers++) {
      throwIfAborted(this.options.signal);
      if (this.entries.size > maxEntries || headers > maxEntries * HEADERS_PER_ENTRY)
        return { files: [], problems: [this.problem('archive-refused', { reason: 'too-many-entries' })] };
      const block = await this.blocks.at(at);
      if (block === null) {
        this.damaged({ reason: 'no-end' }, at);
        break;
      }
      if (isZeroBlock(block)) {
        if (await this.endsAt(at + BLOCK_BYTES)) break;
        at += BLOCK_BYTES;
        continue;
      }
      const header = parseTarHeader(block);
      const next = header ? await this.take(header, block, at) : await this.findHeader(at);
      if (next === null) break;
      at = next;
    }
    const skipped = this.skipped.problems('archive-entry-skipped', this.path);
    return { files: [...this.entries.values()], problems: [...this.problems, ...skipped] };
  }

  /** Where the next header is; null where the tar is cut off. */
  private async take(header: TarHeader, block: Uint8Array, at: number): Promise<number | null> {
    if (header.type === 'x' || header.type === 'L' || header.type === 'K') return this.announce(header, at);
    const announced = this.announced;
    this.announced = nothingAnnounced();
    if (header.type === 'g') return endOf(at, header.sizeBytes);
    const { pax } = announced;
    const sizeBytes = pax?.sizeBytes ?? header.sizeBytes;
    const name = pax?.path ?? announced.name ?? header.name;
    if (header.type === 'S') {
      this.skipped.add('sparse', name);
      return endOf(await this.behindMap(block, at), sizeBytes);
    }
    if (header.type === '1') {
      this.addLink(name, pax?.linkPath ?? announced.linkName ?? header.linkName);
      return at + BLOCK_BYTES;
    }
    if (/^[2-6]$/.test(header.type)) {
      if (header.type !== '5') this.skipped.add(header.type === '2' ? 'symlink' : 'special', name);
      return at + BLOCK_BYTES;
    }
    const isFile = header.type === '0' || header.type === '7';
    if (!isFile) this.skipped.add('special', name);
    else if (announced.isDamaged) this.skipped.add('header', name);
    else if (pax?.isSparse) this.skipped.add('sparse', name);
    // Before POSIX, folders were files whose name ends so.
    else if (!name.endsWith('/'))
      this.add(name, at + BLOCK_BYTES, sizeBytes, pax?.modifiedMs ?? header.modifiedMs);
    const end = at + BLOCK_BYTES + sizeBytes;
    if (end <= this.file.sizeBytes) return endOf(at, sizeBytes);
    this.damaged({ reason: 'cut', name: name.slice(0, 200) }, this.file.sizeBytes);
    return null;
  }

  private async announce(header: TarHeader, at: number): Promise<number | null> {
    const { sizeBytes, type } = header;
    const from = at + BLOCK_BYTES;
    if (from + sizeBytes > this.file.sizeBytes) {
      this.damaged({ reason: 'cut' }, this.file.sizeBytes);
      return null;
    }
    if (sizeBytes > MAX_EXTENSION_BYTES) this.announced.isDamaged = true;
    else {
      const bytes = await this.file.slice(from, from + sizeBytes);
      if (type === 'L') this.announced.name = textOf(bytes);
      else if (type === 'K') this.announced.linkName = textOf(bytes);
      else {
        this.announced.pax = parsePax(bytes);
        if (this.announced.pax === null) this.announced.isDamaged = true;
      }
    }
    return endOf(at, sizeBytes);
  }

  private add(name: string, from: number, sizeBytes: number, modifiedMs: number): void {
    const path = toSafePath(name);
    if (path === null) this.skipped.add('unsafe-name', name);
    else if (sizeBytes > (this.options.maxEntryBytes ?? MAX_ENTRY_BYTES)) this.skipped.add('too-large', name);
    else {
      const part = partOfFile(this.file, `${this.path}/${path}`, from, from + sizeBytes);
      this.put(path, { ...part, modifiedMs });
    }
  }

  /** A second name of a file that came before; anything else is no link that can be followed. */
  private addLink(name: string, target: string): void {
    const path = toSafePath(name);
    const targetPath = toSafePath(target);
    const file = targetPath === null ? undefined : this.entries.get(targetPath);
    if (path === null) this.skipped.add('unsafe-name', name);
    else if (path === targetPath) return;
    else if (file === undefined) this.skipped.add('link', name);
    // Links could make any amount of a small tar.
    else if (this.totalBytes + file.sizeBytes > Math.max(this.file.sizeBytes * 2, MAX_ENTRY_BYTES))
      this.skipped.add('too-large', name);
    else this.put(path, { ...file, path: `${this.path}/${path}` });
  }

  private put(path: string, file: SourceFile): void {
    if (this.entries.delete(path)) this.skipped.add('superseded', path);
    this.entries.set(path, file);
    this.totalBytes += file.sizeBytes;
  }

  private async endsAt(at: number): Promise<boolean> {
    const block = await this.blocks.at(at);
    return block === null || isZeroBlock(block);
  }

  private async behindMap(first: Uint8Array, at: number): Promise<number> {
    let block = first;
    let end = at;
    for (let count = 0; count < MAX_MAP_BLOCKS && hasMoreMap(block, count === 0); count++) {
      const next = await this.blocks.at(end + BLOCK_BYTES);
      if (next === null) break;
      block = next;
      end += BLOCK_BYTES;
    }
    return end;
  }

  /** Behind damage the next block that is a header; null where there is none. */
  private async findHeader(from: number): Promise<number | null> {
    this.announced = nothingAnnounced();
    for (let at = from + BLOCK_BYTES; ; at += BLOCK_BYTES) {
      throwIfAborted(this.options.signal);
      const block = await this.blocks.at(at);
      const isEnd = block === null;
      if (!isEnd && (isZeroBlock(block) || parseTarHeader(block) === null)) continue;
      this.damaged({ reason: 'header', left: (isEnd ? this.file.sizeBytes : at) - from }, from);
      return isEnd || this.problems.length >= MAX_PROBLEMS ? null : at;
    }
  }

  private damaged(facts: NonNullable<ImportProblem['facts']>, byte: number): void {
    this.problems.push({ ...this.problem('archive-damaged', facts), byte });
  }

  private problem(code: ImportProblem['code'], facts: NonNullable<ImportProblem['facts']>): ImportProblem {
    return { code, path: this.path, facts: { kind: 'tar', ...facts } };
  }
}

/** Blocks of the file through a window that is as large as the blocks lie close together. */
class BlockReader {
  private window: Uint8Array = new Uint8Array(0);
  private start = 0;
  private last = 0;

  constructor(private readonly file: SourceFile) {}

  /** null where the file ends before the block does. */
  async at(place: number): Promise<Uint8Array | null> {
    if (place + BLOCK_BYTES > this.file.sizeBytes) return null;
    if (place < this.start || place + BLOCK_BYTES > this.start + this.window.length) {
      const isNear = place - this.last <= NEAR_BYTES;
      this.window = await this.file.slice(place, place + (isNear ? NEAR_WINDOW_BYTES : BLOCK_BYTES * 2));
      this.start = place;
    }
    this.last = place;
    return this.window.subarray(place - this.start, place - this.start + BLOCK_BYTES);
  }
}

function nothingAnnounced(): Announced {
  return { pax: null, name: null, linkName: null, isDamaged: false };
}

/** Behind the data of a header, which fills whole blocks. */
function endOf(header: number, sizeBytes: number): number {
  return header + BLOCK_BYTES + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
}
