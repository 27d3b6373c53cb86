/** Files of data and models of which the header can be told. */
export type ModelFileFormat = 'npy' | 'npz' | 'safetensors' | 'onnx' | 'keras' | 'torch' | 'hdf5' | 'gguf';

/** How the bytes of an artifact are shown. */
export type ArtifactKind =
  | { readonly kind: 'image'; readonly mime: string }
  | { readonly kind: 'audio' | 'video'; readonly mime: string }
  | { readonly kind: 'json' }
  | { readonly kind: 'markdown' }
  | { readonly kind: 'text'; readonly flavour: 'yaml' | 'log' | 'html' | 'plain' }
  | { readonly kind: 'notebook' }
  | { readonly kind: 'pdf' }
  | { readonly kind: 'csv' }
  | { readonly kind: 'parquet' }
  /** A table as pandas splits it, which is how MLflow logs tables. */
  | { readonly kind: 'json-table' }
  /** A line of JSON for each step, as the import makes of texts, histograms and curves by step. */
  | { readonly kind: 'steps'; readonly of: 'text' | 'histogram' | 'pr-curve' }
  | { readonly kind: 'mlmodel' }
  | { readonly kind: 'model-file'; readonly format: ModelFileFormat }
  | { readonly kind: 'pickle' }
  | { readonly kind: 'binary' };

/** Bytes of a file that `toArtifactKind` wants to see. */
export const KIND_HEAD_BYTES = 4096;

const PICKLE_ENDINGS = new Set(['pkl', 'pickle', 'joblib', 'pt', 'pth', 'ckpt', 'cloudpickle', 'dill']);
const MP4_BRANDS = new Set([
  'isom',
  'iso2',
  'iso4',
  'iso5',
  'iso6',
  'mp41',
  'mp42',
  'avc1',
  'M4V ',
  'dash',
  'qt  ',
]);
const TEXT_ENDINGS = new Map<string, ArtifactKind>([
  ['json', { kind: 'json' }],
  ['ipynb', { kind: 'notebook' }],
  ['geojson', { kind: 'json' }],
  ['csv', { kind: 'csv' }],
  ['tsv', { kind: 'csv' }],
  ['md', { kind: 'markdown' }],
  ['markdown', { kind: 'markdown' }],
  ['yaml', { kind: 'text', flavour: 'yaml' }],
  ['yml', { kind: 'text', flavour: 'yaml' }],
  ['mlmodel', { kind: 'mlmodel' }],
  ['log', { kind: 'text', flavour: 'log' }],
  ['out', { kind: 'text', flavour: 'log' }],
  ['err', { kind: 'text', flavour: 'log' }],
  ['html', { kind: 'text', flavour: 'html' }],
  ['htm', { kind: 'text', flavour: 'html' }],
]);

/**
 * Bytes decide before names do: a PNG called `.txt` is an image, and a pickle is a pickle whatever it is called.
 * `head` is the first 4 KiB or the whole of a smaller file.
 */
export function toArtifactKind(name: string, head: Uint8Array): ArtifactKind {
  const mime = imageMime(head);
  if (mime !== null) return { kind: 'image', mime };
  const sounding = toMediaKind(name, head);
  if (sounding !== null) return sounding;
  if (textAt(head, 0, 5) === '%PDF-') return { kind: 'pdf' };
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return { kind: 'parquet' };
  const ending = endingOf(name);
  const format = modelFileFormat(ending, head);
  if (format !== null) return { kind: 'model-file', format };
  if (isPickle(head) || PICKLE_ENDINGS.has(ending)) return { kind: 'pickle' };
  if (!isText(head)) return { kind: 'binary' };
  if (ending === 'svg' || (ending === '' && looksLikeSvg(head)))
    return { kind: 'image', mime: 'image/svg+xml' };
  if (ending === 'json' && looksLikeSplitTable(head)) return { kind: 'json-table' };
  const steps = ending === 'jsonl' ? stepsIn(head) : null;
  if (steps !== null) return { kind: 'steps', of: steps };
  const known = TEXT_ENDINGS.get(ending) ?? TEXT_ENDINGS.get(name.toLowerCase());
  return known ?? { kind: 'text', flavour: 'plain' };
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

function imageMime(head: Uint8Array): string | null {
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47])) return 'image/png';
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(head, [0x47, 0x49, 0x46, 0x38])) return 'image/gif';
  if (startsWith(head, [0x42, 0x4d]) && head[6] === 0 && head[7] === 0) return 'image/bmp';
  if (startsWith(head, [0x52, 0x49, 0x46, 0x46]) && textAt(head, 8, 4) === 'WEBP') return 'image/webp';
  if (textAt(head, 4, 4) === 'ftyp' && textAt(head, 8, 4) === 'avif') return 'image/avif';
  return null;
}

/** A torch file is a zip that holds `…/data.pkl`. ONNX has no mark of its own: its first field is a small number. */
function modelFileFormat(ending: string, head: Uint8Array): ModelFileFormat | null {
  if (head[0] === 0x93 && textAt(head, 1, 5) === 'NUMPY') return 'npy';
  if (textAt(head, 0, 4) === 'GGUF') return 'gguf';
  if (textAt(head, 1, 7) === 'HDF\r\n\x1a\n') return 'hdf5';
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) {
    if (textAt(head, 0, 256).includes('data.pkl')) return 'torch';
    if (ending === 'keras') return 'keras';
    return ending === 'npz' ? 'npz' : null;
  }
  if (ending === 'safetensors' && head[8] === 0x7b) return 'safetensors';
  return ending === 'onnx' && head[0] === 0x08 ? 'onnx' : null;
}

/** Sound and film by what the bytes are: the type that the browser is told never comes from a name. */
function toMediaKind(name: string, head: Uint8Array): ArtifactKind | null {
  if (textAt(head, 0, 4) === 'RIFF' && textAt(head, 8, 4) === 'WAVE')
    return { kind: 'audio', mime: 'audio/wav' };
  if (textAt(head, 0, 4) === 'fLaC') return { kind: 'audio', mime: 'audio/flac' };
  if (textAt(head, 0, 3) === 'ID3' || (endingOf(name) === 'mp3' && isMp3Frame(head)))
    return { kind: 'audio', mime: 'audio/mpeg' };
  if (textAt(head, 0, 4) === 'OggS') {
    const hasFilm = textAt(head, 0, 512).includes('theora');
    return hasFilm ? { kind: 'video', mime: 'video/ogg' } : { kind: 'audio', mime: 'audio/ogg' };
  }
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3]) && textAt(head, 0, 64).includes('webm'))
    return { kind: 'video', mime: 'video/webm' };
  if (textAt(head, 4, 4) !== 'ftyp') return null;
  const brand = textAt(head, 8, 4);
  if (brand === 'M4A ' || brand === 'M4B ') return { kind: 'audio', mime: 'audio/mp4' };
  return MP4_BRANDS.has(brand) ? { kind: 'video', mime: 'video/mp4' } : null;
}

/** The beginning of a frame: eleven set bits, then a version and a layer that exist. */
function isMp3Frame(head: Uint8Array): boolean {
  const second = head[1] ?? 0;
  return head[0] === 0xff && second < 0xfe && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0;
}

/** Protocol 2 and later begin with 0x80 and the protocol. */
function isPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;
}

/** No control characters but white space and the escape of coloured logs; UTF-16 by its mark. Any encoding. */
function isText(head: Uint8Array): boolean {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return true;
  return head.every((byte) => (byte >= 32 ? byte !== 127 : (byte >= 9 && byte <= 13) || byte === 27));
}

function looksLikeSvg(head: Uint8Array): boolean {
  return /^\s*(<\?xml[^>]{0,200}\?>\s*)?<svg[\s>]/.test(textAt(head, 0, 512));
}

/** The import writes these members in this order and without space. */
function stepsIn(head: Uint8Array): 'text' | 'histogram' | 'pr-curve' | null {
  const found = /^\{"step":[^,]{1,30},"time":[^,]{1,30},"(text|edges|tp)":/.exec(textAt(head, 0, 128))?.[1];
  return found === 'text' ? 'text' : found === 'edges' ? 'histogram' : found === 'tp' ? 'pr-curve' : null;
}

function looksLikeSplitTable(head: Uint8Array): boolean {
  return /^\s{0,100}\{\s{0,100}"columns"\s{0,100}:\s{0,100}\[/.test(textAt(head, 0, 512));
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
