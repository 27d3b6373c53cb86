import { encodingOf } from '../../../base/text-encoding.ts';

/** How much of a text file is decoded at once. */
export const TEXT_PART_BYTES = 1024 * 1024;

/** Decodes a file part by part; a letter that is cut between two parts is whole again in the second. */
export class TextParts {
  private readonly blob: Blob;
  private decoder: TextDecoder | null = null;
  private at = 0;

  constructor(blob: Blob) {
    this.blob = blob;
  }

  get bytesLeft(): number {
    return this.blob.size - this.at;
  }

  /** The next part as text, '' at the end. */
  async read(): Promise<string> {
    const end = Math.min(this.at + TEXT_PART_BYTES, this.blob.size);
    const bytes = new Uint8Array(await this.blob.slice(this.at, end).arrayBuffer());
    this.decoder ??= new TextDecoder(encodingOf(bytes));
    this.at = end;
    return this.decoder.decode(bytes, { stream: end < this.blob.size });
  }
}
