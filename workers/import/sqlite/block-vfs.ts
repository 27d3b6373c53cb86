import { connect } from './connect.ts';
import type { Database } from './database.ts';
import type { SqliteFailure } from './failure.ts';
import { patchHeader } from './header.ts';
import type { SqliteLibrary } from './library.ts';
import type { SqlitePages } from './open.ts';

const VFS_NAME = 'cairn-blocks';
const BLOCK_BYTES = 512 * 1024;
const BLOCKS_KEPT = 64;

const OK = 0;
const READ_ONLY_ERROR = 8;
const READ_ERROR = 10 | (1 << 8);
const SHORT_READ = 10 | (2 << 8);
const CANNOT_OPEN = 14;
const UNKNOWN_CONTROL = 12;
/** The file does not change while it is open. */
const IMMUTABLE = 0x2000;

/**
 * Opens the file where it lies and reads blocks of it as SQLite asks for them: for files too large to copy. Bytes
 * must come synchronously, which a worker's `FileReaderSync` can do.
 */
export function openBlocks(library: SqliteLibrary, pages: SqlitePages): Database | SqliteFailure {
  const vfs = installBlockVfs(library);
  const name = `/${vfs.nextName++}`;
  vfs.waiting.set(name, new PageReader(pages));
  return connect(library, `file:${name}?immutable=1&mode=ro`, VFS_NAME, () => vfs.waiting.delete(name));
}

/** Copies any range of the patched database out of the main file and the file beside it. */
class PageReader {
  readonly sizeBytes: number;
  private readonly pages: SqlitePages;
  /** Most recently used last. */
  private readonly blocks = new Map<number, Uint8Array>();
  private readonly firstPage: Uint8Array;

  constructor(pages: SqlitePages) {
    this.pages = pages;
    this.sizeBytes = pages.pageCount * pages.header.pageSize;
    this.firstPage = new Uint8Array(pages.header.pageSize);
    this.copyPage(1, 0, this.firstPage);
    patchHeader(this.firstPage, pages.pageCount);
  }

  read(offset: number, target: Uint8Array): void {
    const { pageSize } = this.pages.header;
    for (let done = 0; done < target.length; ) {
      const at = offset + done;
      const page = Math.floor(at / pageSize) + 1;
      const within = at % pageSize;
      const part = target.subarray(done, done + Math.min(target.length - done, pageSize - within));
      if (page === 1) part.set(this.firstPage.subarray(within, within + part.length));
      else this.copyPage(page, within, part);
      done += part.length;
    }
  }

  private copyPage(page: number, within: number, target: Uint8Array): void {
    const { patch, patchFile, header, main } = this.pages;
    const patchedAt = patch?.offsets.get(page);
    if (patchedAt !== undefined && patchFile?.sliceSync !== undefined) {
      const from = patchedAt + within;
      target.set(patchFile.sliceSync(from, from + target.length));
      return;
    }
    const from = (page - 1) * header.pageSize + within;
    for (let done = 0; done < target.length; ) {
      const at = from + done;
      if (at >= main.sizeBytes) return void target.fill(0, done);
      const block = this.block(Math.floor(at / BLOCK_BYTES));
      const part = block.subarray(at % BLOCK_BYTES, (at % BLOCK_BYTES) + target.length - done);
      if (part.length === 0) return void target.fill(0, done);
      target.set(part, done);
      done += part.length;
    }
  }

  private block(number: number): Uint8Array {
    const kept = this.blocks.get(number);
    if (kept !== undefined) {
      this.blocks.delete(number);
      this.blocks.set(number, kept);
      return kept;
    }
    const { main } = this.pages;
    const start = number * BLOCK_BYTES;
    const bytes = main.sliceSync!(start, Math.min(start + BLOCK_BYTES, main.sizeBytes));
    this.blocks.set(number, bytes);
    if (this.blocks.size > BLOCKS_KEPT) this.blocks.delete(this.blocks.keys().next().value!);
    return bytes;
  }
}

interface BlockVfs {
  nextName: number;
  /** Readers by the name they are opened under. */
  readonly waiting: Map<string, PageReader>;
  /** Readers by the address of SQLite's file object. */
  readonly open: Map<number, PageReader>;
}

const installed = new WeakMap<SqliteLibrary, BlockVfs>();

function installBlockVfs(library: SqliteLibrary): BlockVfs {
  const known = installed.get(library);
  if (known !== undefined) return known;
  const vfs: BlockVfs = { nextName: 1, waiting: new Map(), open: new Map() };
  const { capi } = library.sqlite;
  const { structInfo } = capi.sqlite3_file as unknown as { readonly structInfo: { readonly sizeof: number } };
  const io = new capi.sqlite3_io_methods();
  const struct = new capi.sqlite3_vfs();
  const fallback = new capi.sqlite3_vfs(capi.sqlite3_vfs_find(null as unknown as string));
  const fields: Record<string, unknown> = struct as unknown as Record<string, unknown>;
  const defaults = fallback as unknown as Readonly<Record<string, unknown>>;
  Object.assign(io, { $iVersion: 1 });
  Object.assign(fields, {
    $iVersion: 1,
    $szOsFile: structInfo.sizeof,
    $mxPathname: 256,
    $xRandomness: defaults.$xRandomness,
    $xSleep: defaults.$xSleep,
    $xCurrentTime: defaults.$xCurrentTime,
  });
  const install = library.sqlite.vfs.installVfs as unknown as (parts: VfsParts) => void;
  install({
    io: { struct: io, methods: ioMethods(library, vfs) },
    vfs: { struct, name: VFS_NAME, methods: vfsMethods(library, vfs, io.pointer) },
  });
  fallback.dispose();
  installed.set(library, vfs);
  return vfs;
}

/** What the library's own types get wrong: offsets arrive as bigint. */
type Methods = Readonly<Record<string, (...args: never[]) => number>>;
interface VfsParts {
  readonly io: { readonly struct: object; readonly methods: Methods };
  readonly vfs: { readonly struct: object; readonly name: string; readonly methods: Methods };
}

function vfsMethods(library: SqliteLibrary, vfs: BlockVfs, io: number): Methods {
  const { wasm, capi } = library.sqlite;
  return {
    xOpen: (_vfs: number, name: number, file: number, _flags: number, outFlags: number) => {
      const reader = name === 0 ? undefined : vfs.waiting.get(wasm.cstrToJs(name) ?? '');
      if (reader === undefined) return CANNOT_OPEN;
      const struct = new capi.sqlite3_file(file);
      struct.$pMethods = io;
      struct.dispose();
      vfs.open.set(file, reader);
      if (outFlags !== 0) wasm.poke32(outFlags, 1);
      return OK;
    },
    xDelete: () => READ_ONLY_ERROR,
    xAccess: (_vfs: number, _name: number, _flags: number, out: number) => {
      wasm.poke32(out, 0);
      return OK;
    },
    xFullPathname: (_vfs: number, name: number, sizeBytes: number, out: number) =>
      wasm.cstrncpy(out, name, sizeBytes) < sizeBytes ? OK : CANNOT_OPEN,
    xGetLastError: () => OK,
  };
}

function ioMethods(library: SqliteLibrary, vfs: BlockVfs): Methods {
  const { wasm } = library.sqlite;
  return {
    xClose: (file: number) => {
      vfs.open.delete(file);
      return OK;
    },
    xRead: (file: number, target: number, sizeBytes: number, offset: bigint) => {
      const reader = vfs.open.get(file)!;
      const from = Number(offset);
      const bytes = library.heap().subarray(target, target + sizeBytes);
      try {
        const available = Math.max(0, Math.min(sizeBytes, reader.sizeBytes - from));
        reader.read(from, bytes.subarray(0, available));
        bytes.fill(0, available);
        return available < sizeBytes ? SHORT_READ : OK;
      } catch {
        return READ_ERROR;
      }
    },
    xFileSize: (file: number, out: number) => {
      wasm.poke64(out, BigInt(vfs.open.get(file)!.sizeBytes));
      return OK;
    },
    xWrite: () => READ_ONLY_ERROR,
    xTruncate: () => READ_ONLY_ERROR,
    xSync: () => OK,
    xLock: () => OK,
    xUnlock: () => OK,
    xCheckReservedLock: (_file: number, out: number) => {
      wasm.poke32(out, 0);
      return OK;
    },
    xFileControl: () => UNKNOWN_CONTROL,
    xSectorSize: () => 4096,
    xDeviceCharacteristics: () => IMMUTABLE,
  };
}
