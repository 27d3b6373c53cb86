/** Names that Windows gives to devices: a file of this name cannot be opened there. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const REFUSED = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>:"/\\|?*]/g;
const MAX_LENGTH = 180;

/**
 * A file name that every system accepts and that looks like what it is: no separators, no control characters, no
 * marks that turn the reading direction (`gpj.exe` shown as `exe.jpg`). The ending survives when a name is cut.
 */
export function toSafeName(raw: string, fallback = 'file'): string {
  const cleaned = raw
    .replace(REFUSED, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  const name = cleaned === '' ? fallback : RESERVED.test(cleaned) ? `_${cleaned}` : cleaned;
  if (name.length <= MAX_LENGTH) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  return name.slice(0, MAX_LENGTH - ending.length) + ending;
}
