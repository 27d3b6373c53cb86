import { toUtf8 } from '../../../../src/base/bytes.ts';
import { hexId } from '../plan/made-ids.ts';

/** `any`: for a zip; `strict`: for a folder of this disk, which may be of any system and takes twins for one file. */
export type NameRules = 'any' | 'strict';

const MOST_BYTES = 240;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being escaped
const NOWHERE = /[\u0000-\u001f\u007f\\]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being escaped
const NOT_EVERYWHERE = /[\u0000-\u001f\u007f\\<>:"|?*]|[. ]$/g;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** One part of a path that the file system takes: other characters are written as `%` and their number. */
export function toSegment(raw: string, rules: NameRules): string {
  const isDots = raw === '.' || raw === '..';
  let safe = isDots ? raw.replaceAll('.', '%2E') : raw;
  safe = safe.replace(rules === 'strict' ? NOT_EVERYWHERE : NOWHERE, percent);
  if (rules === 'strict' && DEVICE.test(safe)) safe = `_${safe}`;
  return cut(safe, raw);
}

/** What MLflow takes for keys of metrics, params and tags. A file of another name, and it opens no run beside it. */
const NO_KEY = /[^\p{L}\p{N}_.\- :]/gu;
const NO_KEY_ANYWHERE = /[^\p{L}\p{N}_.\- ]|[. ]$/gu;

/** One part of a key as MLflow takes it: other characters become `_`. A colon it takes since 2.16, not on Windows. */
function toKeySegment(raw: string, rules: NameRules): string {
  const plain = /^\.+$/.test(raw) ? raw.replaceAll('.', '_') : raw.normalize('NFC');
  const safe = plain.replace(rules === 'strict' ? NO_KEY_ANYWHERE : NO_KEY, '_');
  return cut(rules === 'strict' && DEVICE.test(safe) ? `_${safe}` : safe, raw);
}

/** By code points, four bytes each at most. */
function cut(safe: string, raw: string): string {
  if (safe === '') return '_';
  if (toUtf8(safe).length <= MOST_BYTES) return safe;
  return `${[...safe].slice(0, 50).join('')}-${hexId('name', raw).slice(0, 8)}`;
}

function percent(unit: string): string {
  return `%${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Folders in folders; no system takes a path of very many. */
const MOST_PARTS = 100;

/**
 * The paths of keys below one folder, where `/` in a key makes folders. `val` and `val/acc` cannot both be there: the
 * later one gets another name.
 */
export class KeyPaths {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();
  /** How many keys asked for a path that was taken. */
  private readonly copies = new Map<string, number>();

  constructor(
    private readonly rules: NameRules,
    private readonly toPart: (raw: string, rules: NameRules) => string = toKeySegment,
  ) {}

  /** Where a key lies; not the key itself where that could not be. */
  pathOf(key: string): string {
    const parts = key.split('/', MOST_PARTS + 1);
    const fits = parts.length <= MOST_PARTS;
    const path = fits
      ? parts.map((part) => this.toPart(part, this.rules)).join('/')
      : this.toPart(key.replaceAll('/', '.'), this.rules);
    if (this.take(path)) return path;
    const flat = path.replaceAll('/', '.');
    const known = this.toKnown(flat);
    for (let copy = (this.copies.get(known) ?? 0) + 1; ; copy++) {
      this.copies.set(known, copy);
      const other = copy === 1 ? flat : `${flat} ${copy}`;
      if (this.take(other)) return other;
    }
  }

  /** The same for paths that a disk may take for one. */
  private toKnown(path: string): string {
    return this.rules === 'strict' ? path.normalize('NFC').toLowerCase() : path;
  }

  private take(path: string): boolean {
    const known = this.toKnown(path);
    const parents: string[] = [];
    for (let at = known.indexOf('/'); at >= 0; at = known.indexOf('/', at + 1))
      parents.push(known.slice(0, at));
    if (this.files.has(known) || this.folders.has(known)) return false;
    if (parents.some((parent) => this.files.has(parent))) return false;
    this.files.add(known);
    for (const parent of parents) this.folders.add(parent);
    return true;
  }
}
