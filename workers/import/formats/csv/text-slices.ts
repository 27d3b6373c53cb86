import type { TextLayout } from './dialect.ts';

/**
 * Bytes to text, slice by slice. A slice is cut behind its last line break and decoded on its own, which is four
 * times faster than a decoder that remembers half characters; the bytes behind the cut have to be given again.
 */
export class TextSlices {
  private readonly decoder: TextDecoder;
  private readonly encoding: TextLayout['encoding'];
  private readonly breakByte: number;
  private isStream: boolean;
  private isFirst = true;
  private readonly mostWaiting: number;

  /** `mostWaiting`: so many bytes without a line break are not used yet, because the rest of the row may come. */
  constructor(encoding: TextLayout['encoding'], newline: '\n' | '\r', mostWaiting = 0) {
    this.mostWaiting = mostWaiting;
    this.encoding = encoding;
    this.breakByte = newline.charCodeAt(0);
    this.isStream = encoding === 'utf-16le' || encoding === 'utf-16be';
    this.decoder = new TextDecoder(encoding);
  }

  /** The text of a slice and how many of its bytes it stands for; the next slice begins behind those. */
  decode(bytes: Uint8Array, final: boolean): { text: string; usedBytes: number } {
    if (this.isStream)
      return { text: this.decoder.decode(bytes, { stream: !final }), usedBytes: bytes.length };
    const cut = final ? bytes.length : bytes.lastIndexOf(this.breakByte) + 1;
    // A row longer than a slice: characters may be cut from here on.
    if (cut === 0 && !final) {
      if (bytes.length < this.mostWaiting) return { text: '', usedBytes: 0 };
      this.isStream = true;
      return this.decode(bytes, final);
    }
    const decoder = this.isFirst ? this.decoder : new TextDecoder(this.encoding, { ignoreBOM: true });
    this.isFirst = false;
    return { text: decoder.decode(bytes.subarray(0, cut)), usedBytes: cut };
  }
}
