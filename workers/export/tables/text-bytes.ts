const encoder = new TextEncoder();
/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const MOST_BYTES = 3;
const FIRST_BYTES = 256 * 1024;

/** Text that grows as UTF-8: many small pieces, none of which has to live long. */
export class TextBytes {
  private bytes = new Uint8Array(FIRST_BYTES);
  private length = 0;

  add(text: string): void {
    const needed = this.length + text.length * MOST_BYTES;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** A copy of what is there; begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
