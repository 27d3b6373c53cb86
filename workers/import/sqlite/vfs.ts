import { SourceReadError } from '../source.ts';
import type { SqliteLibrary } from './library.ts';
import type { Pages } from './pages.ts';

export const VFS_NAME = 'cairn-pages';

const OK = 0;
const READ_ONLY_ERROR = 8;
const READ_ERROR = 10 | (1 << 8);
const SHORT_READ = 10 | (2 << 8);
const CANNOT_OPEN = 14;
const UNKNOWN_CONTROL = 12;
const OPENED_READ_ONLY = 1;
/** The file does not change while it is open. */
const IMMUTABLE = 0x2000;

/** SQLite's way to our pages: a file system that can only be read, and only what was mounted. */
export interface PageVfs {
  /** Returns the name to open the pages under. */
  mount(pages: Pages): string;
  unmount(name: string): void;
}

const installed = new WeakMap<SqliteLibrary, PageVfs>();

export function usePageVfs(library: SqliteLibrary): PageVfs {
  let vfs = installed.get(library);
  if (vfs === undefined) {
    vfs = installVfs(library);
    installed.set(library, vfs);
  }
  return vfs;
}

interface Files {
  /** By the name they are opened under. */
  readonly mounted: Map<string, Pages>;
  /** By the address of SQLite's file object. */
  readonly open: Map<number, Pages>;
}

/** The library's own types say `number` where 64-bit offsets arrive as bigint. */
type Methods = Readonly<Record<string, (...args: never[]) => number>>;
interface VfsParts {
  readonly io: { readonly struct: object; readonly methods: Methods };
  readonly vfs: { readonly struct: object; readonly name: string; readonly methods: Methods };
}

function installVfs(library: SqliteLibrary): PageVfs {
  const files: Files = { mounted: new Map(), open: new Map() };
  const { capi, vfs } = library.sqlite;
  const { structInfo } = capi.sqlite3_file as unknown as { readonly structInfo: { readonly sizeof: number } };
  const io = new capi.sqlite3_io_methods();
  const struct = new capi.sqlite3_vfs();
  const builtIn = new capi.sqlite3_vfs(capi.sqlite3_vfs_find(null as unknown as string));
  const { $xRandomness, $xSleep, $xCurrentTime } = builtIn as unknown as Readonly<Record<string, unknown>>;
  Object.assign(io, { $iVersion: 1 });
  Object.assign(struct, { $iVersion: 1, $szOsFile: structInfo.sizeof, $mxPathname: 256 });
  Object.assign(struct, { $xRandomness, $xSleep, $xCurrentTime });
  const install = vfs.installVfs as unknown as (parts: VfsParts) => void;
  install({
    io: { struct: io, methods: fileMethods(library, files) },
    vfs: { struct, name: VFS_NAME, methods: vfsMethods(library, files, io.pointer) },
  });
  builtIn.dispose();
  let last = 0;
  return {
    mount: (pages) => {
      last += 1;
      files.mounted.set(`/${last}`, pages);
      return `/${last}`;
    },
    unmount: (name) => files.mounted.delete(name),
  };
}

function vfsMethods(library: SqliteLibrary, files: Files, io: number): Methods {
  const { wasm, capi } = library.sqlite;
  return {
    xOpen: (_vfs: number, name: number, file: number, _flags: number, outFlags: number) => {
      const pages = name === 0 ? undefined : files.mounted.get(wasm.cstrToJs(name) ?? '');
      if (pages === undefined) return CANNOT_OPEN;
      const struct = new capi.sqlite3_file(file);
      struct.$pMethods = io;
      struct.dispose();
      files.open.set(file, pages);
      if (outFlags !== 0) wasm.poke32(outFlags, OPENED_READ_ONLY);
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

function fileMethods(library: SqliteLibrary, files: Files): Methods {
  const { wasm } = library.sqlite;
  return {
    xClose: (file: number) => {
      files.open.delete(file);
      return OK;
    },
    xRead: (file: number, target: number, sizeBytes: number, offset: bigint) =>
      copyBytes(files.open.get(file)!, Number(offset), library.heap().subarray(target, target + sizeBytes)),
    xFileSize: (file: number, out: number) => {
      const pages = files.open.get(file)!;
      wasm.poke64(out, BigInt(pages.claimedCount * pages.pageSize));
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

/** Pages that a cut-off file lacks are zeros. SQLite expects zeros beyond the end too, and to be told. */
function copyBytes(pages: Pages, offset: number, target: Uint8Array): number {
  const { blockBytes } = pages;
  const end = pages.pageCount * pages.pageSize;
  let done = 0;
  try {
    while (done < target.length && offset + done < end) {
      const at = offset + done;
      const within = at % blockBytes;
      const block = pages.block(Math.floor(at / blockBytes));
      const part = block.subarray(within, within + target.length - done);
      target.set(part, done);
      done += part.length;
    }
  } catch (error) {
    if (error instanceof SourceReadError) return READ_ERROR;
    throw error;
  }
  target.fill(0, done);
  return offset + target.length > pages.claimedCount * pages.pageSize ? SHORT_READ : OK;
}
