import { Gunzip } from 'fflate';
import { throwIfAborted } from '../../../src/base/abort.ts';
import type { SourceFile } from '../source.ts';
import { Crc32 } from './crc32.ts';
import { NoRoom, type UnpackedFile } from './unpacked-files.ts';

export interface GunzipOptions {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** False to leave the browser's own decompressor alone. */
  readonly isNative?: boolean;
}

export type Gunzipped =
  | { readonly kind: 'whole' }
  /** What came before the damage is there. */
  | { readonly kind: 'damaged'; readonly reason: 'cut' | 'damaged' | 'checksum' }
  | { readonly kind: 'refused'; readonly reason: 'too-large' | 'ratio' | 'no-room' };

type Bytes = Uint8Array<ArrayBuffer>;

/** As for zips: text compresses a hundredfold at the best. */
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 50 * 1024 * 1024;
const NATIVE_STEP_BYTES = 64 * 1024;
/** A thousand times as much may come out at once. */
const STEP_BYTES = 16 * 1024;
const TRAILER_BYTES = 8;

/**
 * Unpacks gzip as it is read. The browser's own decompressor is several times as fast, but gives nothing of a stream with
 * damage, several members or something behind its end; those are unpacked by fflate, from the beginning.
 */
export async function gunzip(
  file: SourceFile,
  into: UnpackedFile,
  options: GunzipOptions,
): Promise<Gunzipped> {
  const guard = new Guard(into, options.maxBytes);
  try {
    if (options.isNative !== false && (await gunzipNatively(file, guard, options.signal)))
      return { kind: 'whole' };
    await into.empty();
    return await gunzipSlowly(file, guard, options.signal);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', reason: error.reason };
    if (error instanceof NoRoom) return { kind: 'refused', reason: 'no-room' };
    throw error;
  }
}

class Refused extends Error {
  constructor(readonly reason: 'too-large' | 'ratio') {
    super(reason);
  }
}

/** Sees to it that what comes out stays within bounds, whatever the archive says of itself. */
class Guard {
  packedBytes = 0;

  constructor(
    private readonly into: UnpackedFile,
    private readonly maxBytes: number,
  ) {}

  async write(bytes: Bytes): Promise<void> {
    const sizeBytes = this.into.sizeBytes + bytes.length;
    if (sizeBytes > this.maxBytes) throw new Refused('too-large');
    if (sizeBytes > RATIO_FREE_BYTES && sizeBytes > this.packedBytes * MAX_RATIO) throw new Refused('ratio');
    await this.into.write(bytes);
  }
}

/** False where the decompressor gave up. */
async function gunzipNatively(file: SourceFile, guard: Guard, signal: AbortSignal): Promise<boolean> {
  let at = 0;
  const packed = new ReadableStream<Bytes>(
    {
      async pull(controller) {
        if (at >= file.sizeBytes) return controller.close();
        const bytes = await file.slice(at, at + NATIVE_STEP_BYTES);
        at += NATIVE_STEP_BYTES;
        guard.packedBytes += bytes.length;
        controller.enqueue(bytes);
      },
    },
    { highWaterMark: 0 },
  );
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      throwIfAborted(signal);
      const { done, value } = await reader.read();
      if (done) return true;
      await guard.write(value as Bytes);
    }
  } catch (error) {
    if (error instanceof TypeError || isZlibError(error)) return false;
    throw error;
  } finally {
    await reader.cancel().catch(() => undefined);
    guard.packedBytes = 0;
  }
}

/** Node's decompressor throws errors of its own, with a code. */
function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code));
}

async function gunzipSlowly(file: SourceFile, guard: Guard, signal: AbortSignal): Promise<Gunzipped> {
  const sums = new MemberSums(file);
  const ready: Bytes[] = [];
  const inflater = new Gunzip((bytes) => {
    sums.take(bytes);
    if (bytes.length > 0) ready.push(bytes as Bytes);
  });
  inflater.onmember = (offset) => sums.end(offset);
  for (let at = 0; at < file.sizeBytes; at += STEP_BYTES) {
    throwIfAborted(signal);
    const bytes = await file.slice(at, at + STEP_BYTES);
    guard.packedBytes += bytes.length;
    const isLast = at + STEP_BYTES >= file.sizeBytes;
    let isDamaged = false;
    try {
      inflater.push(bytes, isLast);
    } catch {
      isDamaged = true;
    }
    for (const part of ready.splice(0)) await guard.write(part);
    if (isDamaged) return { kind: 'damaged', reason: isLast ? 'cut' : 'damaged' };
    if (isLast) sums.end(file.sizeBytes);
    if (!(await sums.fit())) return { kind: 'damaged', reason: 'checksum' };
  }
  return { kind: 'whole' };
}

/** Checksums and lengths of the members that ended, which stand behind each. */
class MemberSums {
  private crc = new Crc32();
  private sizeBytes = 0;
  private ended: { readonly crc: number; readonly sizeBytes: number; readonly offset: number }[] = [];

  constructor(private readonly file: SourceFile) {}

  take(bytes: Uint8Array): void {
    this.crc.update(bytes);
    this.sizeBytes += bytes.length;
  }

  /** A member ends at this offset of the file. */
  end(offset: number): void {
    this.ended.push({ crc: this.crc.value, sizeBytes: this.sizeBytes, offset });
    this.crc = new Crc32();
    this.sizeBytes = 0;
  }

  async fit(): Promise<boolean> {
    for (const { crc, sizeBytes, offset } of this.ended.splice(0)) {
      const trailer = await this.file.slice(offset - TRAILER_BYTES, offset);
      if (trailer.length < TRAILER_BYTES) return false;
      const view = new DataView(trailer.buffer, trailer.byteOffset);
      if (view.getUint32(0, true) !== crc || view.getUint32(4, true) !== sizeBytes % 2 ** 32) return false;
    }
    return true;
  }
}
