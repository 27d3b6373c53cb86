/** As far as a file that was picked is written. It can refuse as a browser does, at a named step. */
export class ChosenFile {
  bytes = new Uint8Array(0);
  writes = 0;
  isClosed = false;

  constructor(
    private readonly refusal: {
      readonly at: 'open' | 'write' | 'close';
      readonly name: string;
    } | null = null,
  ) {}

  get handle(): FileSystemFileHandle {
    return this as unknown as FileSystemFileHandle;
  }

  async createWritable() {
    this.refuse('open');
    return {
      write: async ({ position, data }: { readonly position: number; readonly data: Blob }) => {
        this.refuse('write');
        this.writes += 1;
        const added = new Uint8Array(await data.arrayBuffer());
        const grown = new Uint8Array(Math.max(this.bytes.length, position + added.length));
        grown.set(this.bytes);
        grown.set(added, position);
        this.bytes = grown;
      },
      truncate: async (size: number) => {
        this.bytes = this.bytes.slice(0, size);
      },
      close: async () => {
        this.refuse('close');
        this.isClosed = true;
      },
    };
  }

  async getFile() {
    return new Blob([this.bytes]);
  }

  private refuse(at: 'open' | 'write' | 'close'): void {
    if (this.refusal?.at === at) throw new DOMException('refused', this.refusal.name);
  }
}
