import { throwIfAborted } from '../../../src/base/abort.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import type { SqliteFailure } from './failure.ts';
import { patchHeader } from './header.ts';
import type { SqliteLibrary } from './library.ts';
import type { OpenOptions, SqlitePages } from './open.ts';

const READ_BYTES = 8 * 1024 * 1024;
const FREE_ON_CLOSE = 1;
const READ_ONLY = 4;

/** Copies the file into SQLite's own memory, once, and opens it there: the fastest way for what fits. */
export async function openImage(
  library: SqliteLibrary,
  pages: SqlitePages,
  options: OpenOptions,
): Promise<Database | SqliteFailure> {
  const { wasm, capi } = library.sqlite;
  const sizeBytes = pages.pageCount * pages.header.pageSize;
  const image = wasm.alloc.impl(sizeBytes);
  if (image === 0) return { kind: 'out-of-memory', message: 'not enough memory for the file' };
  let owned = true;
  try {
    await copyMain(library, pages, image, sizeBytes, options);
    await copyPatch(library, pages, image, options.signal);
    patchHeader(library.heap().subarray(image, image + pages.header.pageSize), pages.pageCount);
    const database = connect(library, ':memory:', '', () => {});
    if ('message' in database) return database;
    owned = false;
    const flags = FREE_ON_CLOSE | READ_ONLY;
    const code = capi.sqlite3_deserialize(database.handle, 'main', image, sizeBytes, sizeBytes, flags);
    if (code === 0) return database;
    const failure = database.failure(code);
    database.close();
    return failure;
  } finally {
    if (owned) wasm.dealloc(image);
  }
}

async function copyMain(
  library: SqliteLibrary,
  pages: SqlitePages,
  image: number,
  sizeBytes: number,
  options: OpenOptions,
): Promise<void> {
  const end = Math.min(sizeBytes, pages.main.sizeBytes);
  let at = 0;
  while (at < end) {
    throwIfAborted(options.signal);
    const bytes = await pages.main.slice(at, Math.min(at + READ_BYTES, end));
    if (bytes.length === 0) break;
    library.heap().set(bytes, image + at);
    at += bytes.length;
    options.onBytes?.(at);
  }
  library.heap().fill(0, image + at, image + sizeBytes);
}

async function copyPatch(
  library: SqliteLibrary,
  pages: SqlitePages,
  image: number,
  signal: AbortSignal,
): Promise<void> {
  const { patch, patchFile } = pages;
  if (patch === null || patchFile === null) return;
  const wanted = [...patch.offsets].filter(([page]) => page <= pages.pageCount).sort((a, b) => a[1] - b[1]);
  for (let i = 0; i < wanted.length; ) {
    throwIfAborted(signal);
    const from = wanted[i]![1];
    let next = i;
    while (next < wanted.length && wanted[next]![1] - from < READ_BYTES) next += 1;
    const bytes = await patchFile.slice(from, wanted[next - 1]![1] + patch.pageSize);
    for (; i < next; i++) {
      const [page, offset] = wanted[i]!;
      const content = bytes.subarray(offset - from, offset - from + patch.pageSize);
      library.heap().set(content, image + (page - 1) * patch.pageSize);
    }
  }
}
