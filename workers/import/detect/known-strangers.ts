import type { ProblemCode } from '../../../src/domain/problem.ts';

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const HTML_STARTS = ['<!doctype html', '<html', '<head', '<body', '<script', '<meta '];
const PICKLE_NAME = /\.(?:pkl|pickle|joblib|pt|pth|ckpt|bin|sav)(?:\.(?:gz|z|xz|bz2))?$/i;
const TORCH_ENTRY = /^[^/]+\/(?:data\.pkl|version|byteorder|\.format_version|\.data\/)/;
/** Lightning writes it for every run, also for one that ended before it logged anything. */
const SETTINGS_NAME = /^hparams\.ya?ml$/i;
const STRUCTURED_NAME = /\.(?:json|ya?ml|jsonl|ndjson|toml|ini|cfg)$/i;

/**
 * Names a file that people drop by mistake, from its name, its first bytes (at most 4 KiB) and its size. null when
 * it is none of the known ones. Asked when no format claims a file, and before a claim by name alone is believed:
 * a Git LFS pointer keeps the name of the database it stands for.
 */
export function nameStranger(name: string, head: Uint8Array, sizeBytes: number): ProblemCode | null {
  if (sizeBytes === 0) return 'empty-file';
  if (isAllZero(head)) return head.length >= sizeBytes ? 'empty-file' : 'zeros-first';
  if (isPickle(name, head)) return 'pickle';
  const text = leadingText(head);
  if (text === null) return null;
  if (text.startsWith(LFS_POINTER)) return 'lfs-pointer';
  const start = withoutComments(text).slice(0, 64).toLowerCase();
  if (HTML_STARTS.some((tag) => start.startsWith(tag))) return 'html-page';
  if (isNotebook(name, text)) return 'notebook';
  if (SETTINGS_NAME.test(name)) return 'settings-alone';
  if (STRUCTURED_NAME.test(name) || looksStructured(text)) return 'unrecognised-file';
  return null;
}

function isAllZero(head: Uint8Array): boolean {
  for (const byte of head) if (byte !== 0) return false;
  return head.length > 0;
}

/** Python pickles (protocol 2 to 5), what joblib compresses under its own names, and the zips that torch writes. */
function isPickle(name: string, head: Uint8Array): boolean {
  if (head.length < 2) return false;
  const first = head[0]!;
  const second = head[1]!;
  if (first === 0x80 && second >= 2 && second <= 5) return true;
  const named = PICKLE_NAME.test(name);
  if (first === 0x50 && second === 0x4b && head[2] === 3 && head[3] === 4) {
    return TORCH_ENTRY.test(firstZipEntry(head)) || (named && !/\.(?:gz|z|xz|bz2)$/i.test(name));
  }
  // zlib, gzip, xz or bzip2 around a joblib dump.
  const compressed =
    (first === 0x78 && (second === 0x01 || second === 0x5e || second === 0x9c || second === 0xda)) ||
    (first === 0x1f && second === 0x8b) ||
    (first === 0xfd && second === 0x37) ||
    (first === 0x42 && second === 0x5a);
  return named && compressed;
}

function firstZipEntry(head: Uint8Array): string {
  if (head.length < 30) return '';
  const length = head[26]! | (head[27]! << 8);
  return new TextDecoder().decode(head.subarray(30, Math.min(30 + length, head.length)));
}

/** The head as text from its first visible character on; null when it is not text. */
function leadingText(head: Uint8Array): string | null {
  const wide = head[0] === 0xff && head[1] === 0xfe;
  if (!wide && head.includes(0)) return null;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(head).trimStart();
}

/** Saved pages often begin with a comment or an XML line before the doctype. */
function withoutComments(text: string): string {
  let rest = text;
  for (let turns = 0; turns < 4; turns++) {
    const end = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?xml') ? '?>' : '';
    if (end === '') return rest;
    const at = rest.indexOf(end);
    if (at < 0) return rest;
    rest = rest.slice(at + end.length).trimStart();
  }
  return rest;
}

function isNotebook(name: string, text: string): boolean {
  if (!text.startsWith('{')) return false;
  if (/\.ipynb$/i.test(name)) return true;
  return text.includes('"cell_type"') && (text.includes('"cells"') || text.includes('"nbformat"'));
}

/** JSON, or YAML by its document mark: a plain `key: value` text could be anything. */
function looksStructured(text: string): boolean {
  if (text.startsWith('---\n') || text.startsWith('---\r\n') || text.startsWith('%YAML')) return true;
  const mark = text[0];
  if (mark === '{') return /^\{\s*(?:["}]|$)/.test(text);
  if (mark === '[') return /^\[\s*(?:[[{"\]\d-]|true|false|null|$)/.test(text);
  return false;
}
