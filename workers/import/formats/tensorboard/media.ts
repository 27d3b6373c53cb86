import type { WireReader } from '../../../../src/base/protobuf.ts';
import { derivedKey } from '../../../../src/domain/ids.ts';
import type { SourceFile } from '../../source.ts';

/** An image or a sound of one step: bytes of the event file as they lie there. */
export interface Medium {
  readonly folder: 'images' | 'audio';
  readonly key: string;
  readonly step: number;
  readonly timeMs: number;
  readonly ending: string;
  readonly file: SourceFile;
  /** Offsets in that file. */
  readonly from: number;
  readonly to: number;
}

/** Of an encoded image or sound: the ending of its name, by its first bytes. Null for what is neither. */
export function endingOf(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47) return 'png';
  if (a === 0xff && b === 0xd8 && c === 0xff) return 'jpg';
  if (a === 0x47 && b === 0x49 && c === 0x46) return 'gif';
  if (a === 0x42 && b === 0x4d) return 'bmp';
  if (a === 0x52 && b === 0x49 && c === 0x46 && d === 0x46)
    return bytes[8] === 0x57 && bytes[9] === 0x45 ? 'webp' : 'wav';
  if (a === 0x4f && b === 0x67 && c === 0x67) return 'ogg';
  if (a === 0x66 && b === 0x4c && c === 0x61 && d === 0x43) return 'flac';
  if ((a === 0x49 && b === 0x44 && c === 0x33) || (a === 0xff && (b ?? 0) >= 0xf0)) return 'mp3';
  return null;
}

/** The encoded bytes of an `Image` or `Audio` message: its field 4. */
export function encodedBytes(message: WireReader): Uint8Array | null {
  while (message.next()) if (message.field === 4) return message.raw();
  return null;
}

const LONGEST_KEY = 500;

/** The name that MLflow's `log_image` gives, so that all that reads such names reads these. */
export function mediumPath(medium: Medium, prefix: string): string {
  const { folder, step, timeMs, ending, file, from } = medium;
  const key = `${prefix}${medium.key}`.slice(0, LONGEST_KEY).replaceAll('/', '#');
  const moment = Number.isFinite(timeMs) ? Math.round(timeMs) : 0;
  const place = file.path.slice(file.path.lastIndexOf('/') + 1);
  return `${folder}/${key}%step%${step}%timestamp%${moment}%${derivedKey('medium', place, String(from))}.${ending}`;
}
