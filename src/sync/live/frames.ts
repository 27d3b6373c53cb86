import { concatBytes } from '../../base/bytes.ts';
import { MAX_WIRE_BYTES } from './wire.ts';

/** Number of the message, this frame's place in it and how many there are: 32, 16 and 16 bits, little-endian. */
const HEAD_BYTES = 8;
/** What a mesh lets through at once (`MAX_LIVE_BYTES`). */
const FRAME_BYTES = 16 * 1024;
const BODY_BYTES = FRAME_BYTES - HEAD_BYTES;
/** A message is at most this long when it is packed: 64 frames. */
const MAX_PACKED_BYTES = 64 * BODY_BYTES;

/** Packs a message and cuts it into frames of at most 16 KB; null when it is too long for that. */
export async function toFrames(
  number: number,
  message: Uint8Array<ArrayBuffer>,
): Promise<readonly Uint8Array<ArrayBuffer>[] | null> {
  const packed = await through(message, new CompressionStream('deflate-raw'), MAX_PACKED_BYTES);
  if (packed === null) return null;
  const frameCount = Math.max(1, Math.ceil(packed.byteLength / BODY_BYTES));
  return Array.from({ length: frameCount }, (_, index) => {
    const head = new DataView(new ArrayBuffer(HEAD_BYTES));
    head.setUint32(0, number, true);
    head.setUint16(4, index, true);
    head.setUint16(6, frameCount, true);
    const body = packed.subarray(index * BODY_BYTES, (index + 1) * BODY_BYTES);
    return concatBytes([new Uint8Array(head.buffer), body]);
  });
}

/** Puts the messages of one peer together. Frames come in order; with a new message an unfinished one is given up. */
export class FrameJoiner {
  private number = -1;
  private parts: Uint8Array<ArrayBuffer>[] = [];

  /** The message that this frame completes; null before that, and for what is no frame. */
  async take(frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    const whole = this.add(frame);
    if (whole === null) return null;
    return through(whole, new DecompressionStream('deflate-raw'), MAX_WIRE_BYTES).catch(() => null);
  }

  private add(frame: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
    if (frame.byteLength < HEAD_BYTES || frame.byteLength > FRAME_BYTES) return null;
    const head = new DataView(frame.buffer, frame.byteOffset, HEAD_BYTES);
    const [number, index, frameCount] = [
      head.getUint32(0, true),
      head.getUint16(4, true),
      head.getUint16(6, true),
    ];
    if (frameCount === 0 || frameCount * BODY_BYTES > MAX_PACKED_BYTES) return null;
    if (index === 0) {
      this.number = number;
      this.parts = [];
    }
    if (number !== this.number || index !== this.parts.length || index >= frameCount) return null;
    this.parts.push(frame.slice(HEAD_BYTES));
    if (this.parts.length < frameCount) return null;
    const whole = concatBytes(this.parts);
    this.number = -1;
    this.parts = [];
    return whole;
  }
}

/** Null when more comes out than is allowed. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(parts);
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return null;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}
