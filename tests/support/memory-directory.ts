/** A folder in memory behind the part of the File System API that Cairn uses. Cast at its border only. */
export class MemoryDirectory {
  readonly kind = 'directory';
  readonly folders = new Map<string, MemoryDirectory>();
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** How often a file of this folder was read. */
  reads = 0;

  asHandle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async getDirectoryHandle(name: string, options?: { readonly create?: boolean }): Promise<MemoryDirectory> {
    const found = this.folders.get(name);
    if (found) return found;
    if (!options?.create) throw new DOMException(name, 'NotFoundError');
    const made = new MemoryDirectory();
    this.folders.set(name, made);
    return made;
  }

  async getFileHandle(name: string, options?: { readonly create?: boolean }): Promise<object> {
    if (!this.files.has(name)) {
      if (!options?.create) throw new DOMException(name, 'NotFoundError');
      this.files.set(name, new Uint8Array());
    }
    return this.handleOf(name);
  }

  async *entries(): AsyncGenerator<readonly [string, object]> {
    for (const name of [...this.files.keys()]) yield [name, this.handleOf(name)];
    for (const [name, folder] of this.folders) yield [name, folder];
  }

  /** All files below, by their paths. */
  list(prefix = ''): Map<string, Uint8Array<ArrayBuffer>> {
    const all = new Map([...this.files].map(([name, bytes]) => [prefix + name, bytes]));
    for (const [name, folder] of this.folders)
      for (const [path, bytes] of folder.list(`${prefix}${name}/`)) all.set(path, bytes);
    return all;
  }

  private handleOf(name: string): object {
    const getFile = async () => {
      this.reads += 1;
      return new File([this.files.get(name) ?? new Uint8Array()], name);
    };
    const createWritable = async () => {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      return {
        write: async (bytes: Uint8Array<ArrayBuffer>) => void parts.push(bytes.slice()),
        close: async () => {
          this.files.set(name, new Uint8Array(await new Blob(parts).arrayBuffer()));
        },
      };
    };
    return { kind: 'file', name, getFile, createWritable };
  }
}
