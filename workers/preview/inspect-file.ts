import type { ModelFileFormat } from '../../src/domain/artifact-kind.ts';
import type { Inspection, NumpyWindow } from '../../src/rpc/file-inspection.ts';
import { fromFile } from '../import/source/file-source.ts';
import { type SourceFile, SourceReadError } from '../import/source.ts';
import { findMember, inspectArchive, inspectNpz } from './archive/read-archive.ts';
import { inspectGguf } from './gguf/read-gguf.ts';
import { inspectNumpy, readNumpyWindow } from './numpy/read-numpy.ts';
import { inspectOnnx } from './onnx/read-onnx.ts';
import { inspectSafetensors } from './safetensors/read-safetensors.ts';

/** The header of a data or model file. `member` names an array inside an `.npz`. */
export async function inspectFile(
  format: ModelFileFormat,
  blob: Blob,
  member: string | null,
): Promise<Inspection> {
  try {
    return await inspectSource(format, fromFile('file', blob), member);
  } catch (error) {
    // A member whose bytes are not what its directory says.
    if (error instanceof SourceReadError) return { kind: 'unreadable', reason: 'damaged' };
    throw error;
  }
}

async function inspectSource(
  format: ModelFileFormat,
  file: SourceFile,
  member: string | null,
): Promise<Inspection> {
  switch (format) {
    case 'npy':
      return inspectNumpy(file);
    case 'npz':
      return member === null ? inspectNpz(file) : inspectMember(file, member);
    case 'safetensors':
      return inspectSafetensors(file);
    case 'onnx':
      return inspectOnnx(file);
    case 'gguf':
      return inspectGguf(file);
    case 'hdf5': {
      const head = await file.slice(0, 9);
      return head.length < 9
        ? { kind: 'unreadable', reason: 'cut-short' }
        : { kind: 'hdf5', superblock: head[8]! };
    }
    default:
      return inspectArchive(file, format);
  }
}

async function inspectMember(file: SourceFile, member: string): Promise<Inspection> {
  const found = await findMember(file, member);
  return found === null ? { kind: 'unreadable', reason: 'damaged' } : inspectNumpy(found);
}

/** Cells of an array; null where they cannot be read. */
export async function readArrayWindow(
  blob: Blob,
  member: string | null,
  window: NumpyWindow,
): Promise<readonly (readonly string[])[] | null> {
  try {
    const file = fromFile('file', blob);
    const array = member === null ? file : await findMember(file, member);
    return array === null ? null : await readNumpyWindow(array, window);
  } catch (error) {
    if (error instanceof SourceReadError) return null;
    throw error;
  }
}
