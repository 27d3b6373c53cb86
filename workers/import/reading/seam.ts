import type { SourceFile } from '../source.ts';

export const SEAM_BYTES = 16;

/** `replaced`: what was read is not in the file any more, or something else lies there. */
export type Growth = 'same' | 'grown' | 'replaced';

/** Whether a file goes on where it was read to: by its size, and by the bytes before that place. */
export class Seam {
  private bytes: Uint8Array = new Uint8Array();
  private endsAt = 0;
  private sizeBytes = -1;
  private modifiedMs = 0;

  /** `length`: bytes that are compared each time the file has grown. */
  constructor(private readonly length = SEAM_BYTES) {}

  /** Bytes that were read, up to this offset. */
  note(bytes: Uint8Array, endsAt: number): void {
    if (bytes.length === 0) return;
    this.bytes = bytes.slice(-this.length);
    this.endsAt = endsAt;
  }

  /** The file was read as far as it goes. Without it the next look finds it grown. */
  settle(file: SourceFile): void {
    this.sizeBytes = file.sizeBytes;
    this.modifiedMs = file.modifiedMs;
  }

  /** Where the bytes that `look` reads begin, and what follows them is new. */
  get startsAt(): number {
    return this.endsAt - this.bytes.length;
  }

  /** It is as it was when it was read: nothing is asked for. */
  isSettled(file: SourceFile): boolean {
    return file.sizeBytes === this.sizeBytes && file.modifiedMs === this.modifiedMs;
  }

  async look(file: SourceFile): Promise<Growth> {
    if (file.sizeBytes < Math.max(this.sizeBytes, this.endsAt)) return 'replaced';
    const isSame = file.sizeBytes === this.sizeBytes;
    if (this.isSettled(file)) return 'same';
    if (!(await this.holds(file))) return 'replaced';
    if (isSame) this.settle(file);
    return isSame ? 'same' : 'grown';
  }

  private async holds(file: SourceFile): Promise<boolean> {
    const { bytes, endsAt } = this;
    if (bytes.length === 0) return true;
    const from = endsAt - bytes.length;
    const found = file.sliceSync?.(from, endsAt) ?? (await file.slice(from, endsAt));
    return found.length === bytes.length && found.every((byte, at) => byte === bytes[at]);
  }
}
