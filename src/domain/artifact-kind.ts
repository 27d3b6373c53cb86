/** How the bytes of an artifact are shown. */
export type ArtifactKind =
  | { readonly kind: 'image'; readonly mime: string }
  | { readonly kind: 'json' }
  | { readonly kind: 'markdown' }
  | { readonly kind: 'text'; readonly flavour: 'yaml' | 'log' | 'html' | 'plain' }
  | { readonly kind: 'csv' }
  | { readonly kind: 'parquet' }
  | { readonly kind: 'pickle' }
  | { readonly kind: 'binary' };

/** Bytes of a file that `toArtifactKind` wants to see. */
export const KIND_HEAD_BYTES = 4096;

const PICKLE_ENDINGS = new Set(['pkl', 'pickle', 'joblib', 'pt', 'pth', 'ckpt', 'cloudpickle', 'dill']);
const TEXT_ENDINGS = new Map<string, ArtifactKind>([
  ['json', { kind: 'json' }],
  ['ipynb', { kind: 'json' }],
  ['geojson', { kind: 'json' }],
  ['csv', { kind: 'csv' }],
  ['tsv', { kind: 'csv' }],
  ['md', { kind: 'markdown' }],
  ['markdown', { kind: 'markdown' }],
  ['yaml', { kind: 'text', flavour: 'yaml' }],
  ['yml', { kind: 'text', flavour: 'yaml' }],
  ['mlmodel', { kind: 'text', flavour: 'yaml' }],
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
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return { kind: 'parquet' };
  const ending = endingOf(name);
  if (isPickle(head) || PICKLE_ENDINGS.has(ending)) return { kind: 'pickle' };
  if (!isText(head)) return { kind: 'binary' };
  if (ending === 'svg' || (ending === '' && looksLikeSvg(head)))
    return { kind: 'image', mime: 'image/svg+xml' };
  const known = TEXT_ENDINGS.get(ending) ?? TEXT_ENDINGS.get(name.toLowerCase());
  return known ?? { kind: 'text', flavour: 'plain' };
}

export function endingOf(name: string): string {
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

/** Protocol 2 and later begin with 0x80 and the protocol; a torch file is a zip that holds `…/data.pkl`. */
function isPickle(head: Uint8Array): boolean {
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return true;
  return startsWith(head, [0x50, 0x4b, 0x03, 0x04]) && textAt(head, 0, 256).includes('data.pkl');
}

/** No control characters but white space and the escape of coloured logs; UTF-16 by its mark. Any encoding. */
function isText(head: Uint8Array): boolean {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return true;
  return head.every((byte) => (byte >= 32 ? byte !== 127 : (byte >= 9 && byte <= 13) || byte === 27));
}

function looksLikeSvg(head: Uint8Array): boolean {
  return /^\s*(<\?xml[^>]{0,200}\?>\s*)?<svg[\s>]/.test(textAt(head, 0, 512));
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
