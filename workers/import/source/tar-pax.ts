import { textOf } from './tar-header.ts';

/** What an extended header (pax) says of the entry behind it. */
export interface PaxHeader {
  readonly path?: string;
  readonly linkPath?: string;
  readonly sizeBytes?: number;
  readonly modifiedMs?: number;
  readonly isSparse: boolean;
}

const SPACE = 0x20;
const EQUALS = 0x3d;
const LINE_FEED = 10;
const MAX_LENGTH_DIGITS = 10;

/** Records of the form `length key=value`, the length counting itself and the line feed. null where one is damaged. */
export function parsePax(bytes: Uint8Array): PaxHeader | null {
  const fields = new Map<string, string>();
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(SPACE, at);
    if (space < 0 || space - at > MAX_LENGTH_DIGITS || space === at) return null;
    const digits = textOf(bytes.subarray(at, space));
    const end = at + Number(digits);
    if (!/^\d+$/.test(digits) || end > bytes.length || bytes[end - 1] !== LINE_FEED) return null;
    const equals = bytes.indexOf(EQUALS, space);
    if (equals < 0 || equals >= end) return null;
    fields.set(textOf(bytes.subarray(space + 1, equals)), textOf(bytes.subarray(equals + 1, end - 1)));
    at = end;
  }
  return toHeader(fields);
}

function toHeader(fields: ReadonlyMap<string, string>): PaxHeader | null {
  const path = fields.get('path');
  const linkPath = fields.get('linkpath');
  const size = fields.get('size');
  const seconds = Number(fields.get('mtime') ?? Number.NaN);
  if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) return null;
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined ? {} : { sizeBytes: Number(size) }),
    ...(Number.isFinite(seconds) ? { modifiedMs: Math.round(seconds * 1000) } : {}),
    isSparse: fields.has('GNU.sparse.map') || fields.has('GNU.sparse.major') || fields.has('GNU.sparse.size'),
  };
}
