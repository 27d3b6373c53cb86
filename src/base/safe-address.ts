const ALLOWED = new Set(['http:', 'https:', 'mailto:']);
const MAX_LENGTH = 2048;

/**
 * An absolute http, https or mailto address as the browser would write it, or null for everything else: `javascript:`
 * in any disguise, `data:`, `file:`, relative addresses (they would lead into this page).
 */
export function toSafeAddress(raw: string): string | null {
  if (raw.length > MAX_LENGTH) return null;
  let address: URL;
  try {
    address = new URL(raw);
  } catch {
    return null;
  }
  if (!ALLOWED.has(address.protocol)) return null;
  // A name and password before the host are how `https://github.com@evil.example` is told from what it looks like.
  if (address.username !== '' || address.password !== '') return null;
  return address.href;
}
