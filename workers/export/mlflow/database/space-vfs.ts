import type { SqliteLibrary } from '../../../import/sqlite/library.ts';
import { type ByteSpace, SpaceFull } from '../../bytes/byte-space.ts';

export const VFS_NAME = 'cairn-space';
/** The one file that can be opened. */
export const FILE_NAME = '/export.db';

const OK = 0;
const FULL = 13;
const CANNOT_OPEN = 14;
const SHORT_READ = 10 | (2 << 8);
const UNKNOWN_CONTROL = 12;

/** The library's own types say `number` where 64-bit offsets arrive as bigint. */
type Methods = Readonly<Record<string, (...args: never[]) => number>>;
interface VfsParts {
  readonly io: { readonly struct: object; readonly methods: Methods };
  readonly vfs: { readonly struct: object; readonly name: string; readonly methods: Methods };
}

/** What went wrong below SQLite, which only says that the disk is full. */
export interface SpaceState {
  space: ByteSpace;
  failure: SpaceFull | null;
}

/** SQLite's way to a growing file. There are no locks, no journal and no second file. */
export function useSpace(library: SqliteLibrary, state: SpaceState): void {
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
    io: { struct: io, methods: fileMethods(library, state) },
    vfs: { struct, name: VFS_NAME, methods: vfsMethods(library, io.pointer) },
  });
  builtIn.dispose();
}

function vfsMethods({ sqlite: { wasm, capi } }: SqliteLibrary, io: number): Methods {
  return {
    xOpen: (_vfs: number, name: number, file: number, flags: number, outFlags: number) => {
      if (name === 0 || wasm.cstrToJs(name) !== FILE_NAME) return CANNOT_OPEN;
      const struct = new capi.sqlite3_file(file);
      struct.$pMethods = io;
      struct.dispose();
      if (outFlags !== 0) wasm.poke32(outFlags, flags);
      return OK;
    },
    xDelete: () => OK,
    xAccess: (_vfs: number, _name: number, _flags: number, out: number) => {
      wasm.poke32(out, 0);
      return OK;
    },
    xFullPathname: (_vfs: number, name: number, sizeBytes: number, out: number) =>
      wasm.cstrncpy(out, name, sizeBytes) < sizeBytes ? OK : CANNOT_OPEN,
    xGetLastError: () => OK,
  };
}

function fileMethods(library: SqliteLibrary, state: SpaceState): Methods {
  const { wasm } = library.sqlite;
  const bytesAt = (pointer: number, sizeBytes: number) =>
    library.heap().subarray(pointer, pointer + sizeBytes);
  const no = (_file: number, out: number): number => {
    wasm.poke32(out, 0);
    return OK;
  };
  return {
    xClose: () => OK,
    xRead: (_file: number, target: number, sizeBytes: number, offset: bigint) => {
      const bytes = bytesAt(target, sizeBytes);
      const read = state.space.read(bytes, Number(offset));
      bytes.fill(0, read);
      return read === sizeBytes ? OK : SHORT_READ;
    },
    xWrite: (_file: number, source: number, sizeBytes: number, offset: bigint) => {
      try {
        state.space.write(bytesAt(source, sizeBytes), Number(offset));
        return OK;
      } catch (error) {
        if (!(error instanceof SpaceFull)) throw error;
        state.failure = error;
        return FULL;
      }
    },
    xTruncate: (_file: number, size: bigint) => {
      state.space.truncate(Number(size));
      return OK;
    },
    xFileSize: (_file: number, out: number) => {
      wasm.poke64(out, BigInt(state.space.size));
      return OK;
    },
    xSync: () => OK,
    xLock: () => OK,
    xUnlock: () => OK,
    xCheckReservedLock: no,
    xFileControl: () => UNKNOWN_CONTROL,
    xSectorSize: () => 4096,
    xDeviceCharacteristics: () => 0,
  };
}
