import { toUtf8 } from '../../../src/base/bytes.ts';
import type { ByteSpace } from '../bytes/byte-space.ts';
import type { Html } from './html.ts';

const WRITE_AT = 256 * 1024;

/** A page that grows from its beginning to its end. */
export class HtmlFile {
  private waiting: string[] = [];
  private length = 0;

  constructor(private readonly space: ByteSpace) {}

  get bytes(): number {
    return this.space.size + this.length;
  }

  add({ text }: Html): void {
    this.waiting.push(text);
    this.length += text.length;
    if (this.length >= WRITE_AT) this.flush();
  }

  finish(): Promise<Blob> {
    this.flush();
    return this.space.finish();
  }

  private flush(): void {
    if (this.length > 0) this.space.write(toUtf8(this.waiting.join('')), this.space.size);
    this.waiting = [];
    this.length = 0;
  }
}
