import { type SourceFile, SourceReadError } from '../source.ts';

/** A file on the person's disk. Reads slices; the whole is never held. */
export function fromFile(path: string, file: Blob & { readonly lastModified?: number }): SourceFile {
  const base = {
    path,
    sizeBytes: file.size,
    modifiedMs: file.lastModified ?? 0,
    slice: (start: number, end: number) => readSlice(path, file, start, end),
  };
  // FileReaderSync exists only inside a worker; Node and the page read asynchronously.
  if (typeof FileReaderSync === 'undefined') return base;
  return { ...base, sliceSync: (start, end) => readSliceSync(path, file, start, end) };
}

async function readSlice(path: string, file: Blob, start: number, end: number) {
  try {
    // A slice is a blob of its own, made in another process: of a small file read whole it is half of the cost.
    const part = start === 0 && end >= file.size ? file : file.slice(start, end);
    return new Uint8Array(await part.arrayBuffer());
  } catch (cause) {
    throw new SourceReadError(path, cause);
  }
}

function readSliceSync(path: string, file: Blob, start: number, end: number) {
  try {
    return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file.slice(start, end)));
  } catch (cause) {
    throw new SourceReadError(path, cause);
  }
}
