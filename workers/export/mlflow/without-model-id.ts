/** MLmodel files are a few kilobytes; what is larger is none, and goes along as it is. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A key of the file itself, on one line, that names a logged model. */
const MODEL_ID_LINE = /^model_id:[ \t]+(?!null\b)["']?[A-Za-z0-9_.-]{1,200}["']?[ \t]*(?:\r?\n|$)/m;

/** Whether a file is the description of a model, by its path. */
export function isMlModel(path: string, sizeBytes: number): boolean {
  return sizeBytes <= MOST_BYTES && path.split('/').at(-1) === 'MLmodel';
}

/**
 * An MLmodel file without the line that names its logged model, which a store of MLflow 2.8 has no place for: MLflow 3
 * looks for it and fails. Every other byte stays. Null where it names none.
 */
export function withoutModelId(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  // Byte for character, so that places in the text are places in the bytes.
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const found = MODEL_ID_LINE.exec(text);
  if (!found) return null;
  const out = new Uint8Array(bytes.length - found[0].length);
  out.set(bytes.subarray(0, found.index));
  out.set(bytes.subarray(found.index + found[0].length), found.index);
  return out;
}
