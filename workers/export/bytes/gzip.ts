import { gzipSync } from 'fflate';

/** Quick rather than small. The same bytes give the same result. */
export function packGzip(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return gzipSync(bytes, { level: 4, mtime: 0 });
}
